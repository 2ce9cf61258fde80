with read as (
    select
        *,
        fc_status(stt, "h.s", "v.s") as status,
        try_cast(cast(etdate as varchar) || ' ' || nullif(ettime, '00:00:00') as timestamp)
            as eastern_tip
    from {rows}
)
select
    gid as unit,
    etdate as unit_date,
    gid as game_id,
    etdate as plan_date,
    fc_eastern_to_utc(eastern_tip) as tip_utc,
    "h.tid" as home_team_id,
    "v.tid" as away_team_id,
    fc_game_type(gid) as game_type,
    stt as status_text,
    status,
    case when status in ('final', 'live') then "h.s" end as home_score,
    case when status in ('final', 'live') then "v.s" end as away_score
from read
