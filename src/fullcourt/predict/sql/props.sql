-- The offers on players known before tip-off, the latest of each book; books in name order.
with tips as (
    select game_date, game_id, min(tip_utc) as tip_utc
    from upcoming_team_game_context
    group by game_date, game_id
),
known as (
    select
        p.*,
        row_number() over (
            partition by p.game_date, p.game_id, p.player_id, p.book, p.market
            order by p.known_at desc, p.line_number desc
        ) as age
    from player_props as p
    join tips as t on t.game_date = p.game_date and t.game_id = p.game_id
    where p.known_at < t.tip_utc and p.player_id is not null
        and p.game_date >= $start and p.game_date <= $end
)
select
    cast(date_diff('day', date '2000-01-01', game_date) as integer) as day,
    cast(game_id as bigint) as game,
    player_id as player,
    market,
    book,
    line,
    over_price,
    under_price,
    known_at
from known
where age = 1
order by day, game, player, market, book
