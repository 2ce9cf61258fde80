select
    previous_date || '/' || home_team || '/' || away_team as unit,
    previous_date as unit_date,
    home_team as home_team_id,
    away_team as away_team_id,
    previous_date,
    rescheduled_date,
    fc_eastern_to_utc(rescheduled_date + fc_time_of_day(rescheduled_time)) as rescheduled_tip_utc
from {rows}
