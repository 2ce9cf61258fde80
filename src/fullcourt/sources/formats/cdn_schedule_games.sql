with read as (
    select
        *,
        cast(gameDateTimeEst as date) as eastern_date,
        fc_status(gameStatusText, "homeTeam.score", "awayTeam.score") as status
    from {rows}
)
select
    gameId as unit,
    eastern_date as unit_date,
    gameId as game_id,
    eastern_date as plan_date,
    case when gameDateTimeEst > eastern_date then fc_eastern_to_utc(gameDateTimeEst) end as tip_utc,
    "homeTeam.teamId" as home_team_id,
    "awayTeam.teamId" as away_team_id,
    fc_game_type(gameId) as game_type,
    gameStatusText as status_text,
    status,
    case when status in ('final', 'live') then "homeTeam.score" end as home_score,
    case when status in ('final', 'live') then "awayTeam.score" end as away_score
from read
