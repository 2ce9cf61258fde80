-- Rows before the first one that names a date, a team and a time of report.
select
    _row,
    'missing_key' as rule,
    'no game date, team or report time, here or above; the row is left out' as message,
    '' as unit,
    true as lost
from (
    select
        _row,
        last_value("Game Date" ignore nulls) over above as game_date,
        last_value(Team ignore nulls) over above as team,
        last_value("Report Time" ignore nulls) over above as reported
    from {rows}
    window above as (order by _row rows between unbounded preceding and current row)
)
where game_date is null or team is null or reported is null
