/*
about = "Summaries of games that took place: teams, score (put right, the archive swaps home and away) and starters. Proves a game where nothing else does."
grain = ["game_date", "game_id"]
[reads]
landing.payload   = "same day"
landing.game_info = "same day"
game_index        = "same day"
[columns]
season       = "TEXT: season such as 2021-22"
game_date    = "DATE: US Eastern date of the game"
game_id      = "TEXT: NBA game id, ten digits"
info_date    = "DATE: the date this source gives"
status       = "TEXT: the source's words for the state of the game"
home_team_id = "INT: NBA team id"
away_team_id = "INT: NBA team id"
home_score   = "INT: final score, points"
away_score   = "INT: final score, points"
starter_ids  = "TEXT: the ten starters' ids, sorted, joined by |; NULL unless exactly ten"
[rules]
teams_differ = "home_team_id <> away_team_id"
[warnings]
date_agrees  = "info_date = game_date"
*/
with game_payloads as (
    select
        i.season,
        i.game_date,
        i.game_id,
        p.payload_id,
        row_number() over (
            partition by i.game_id
            order by coalesce(p.captured_at, timestamp '1900-01-01 00:00:00') desc, p.sequence desc, p.payload_id desc
        ) as preference
    from game_index as i
    inner join landing.payload as p on p.unit = i.game_id
    where
        p.table_name = 'game_info'
        and p.is_current
        and i.game_date between @start and @end
)

select
    g.season,
    g.game_date,
    g.game_id,
    f.info_date,
    f.status,
    f.home_team_id,
    f.away_team_id,
    f.home_score,
    f.away_score,
    f.starter_ids
from game_payloads as g
inner join landing.game_info as f on g.payload_id = f.payload_id
where g.preference = 1
