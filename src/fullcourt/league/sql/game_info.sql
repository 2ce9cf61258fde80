-- One row a game that took place: scores SWAPPED as in the archive, ids without leading zeros.
select
    ltrim(g.game_id, '0') || '.json' as file,
    ltrim(g.game_id, '0') as game_id,
    g.date::varchar as date,
    'Final' as status,
    g.home.nickname as home_name,
    g.away_score::bigint as home_score,
    'https://cdn.example/logos/' || g.home.team_id || '/logo.svg' as home_logo,
    g.away.nickname as away_name,
    g.home_score::bigint as away_score,
    'https://cdn.example/logos/' || g.away.team_id || '/logo.svg' as away_logo,
    n.players_json,
    n.starter_on
from g
join (
    select
        pg.game,
        '{' || string_agg('"' || p.player_id || '": "' || p.full_name || '"', ', '
            order by p.player_id) || '}' as players_json,
        string_agg(case when pg.starter then p.player_id::varchar end, '|'
            order by pg.row, p.player_id) as starter_on
    from pg join p on p.player = pg.player
    group by pg.game
) as n on n.game = g.game
where g.known
order by g.game_id
