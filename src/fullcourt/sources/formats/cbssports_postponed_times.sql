select
    'bad_time' as rule,
    'not a time such as 7:30 p.m. ET; read as NULL' as message,
    _row as "row",
    'rescheduled_time' as "column",
    rescheduled_time as "value",
    previous_date || '/' || home_team || '/' || away_team as unit,
    1 as "count"
from {rows}
where rescheduled_time is not null and fc_time_of_day(rescheduled_time) is null
