-- Rows before the first one that names a date, a team and a time of report.
select
    _row,
    'missing_key' as rule,
    'no readable game date, team or report time, here or above; the row is left out' as message,
    '' as unit,
    true as lost
from (
    select
        _row,
        (last_value(case when "Game Date" is not null or _bad & 1 = 1 then struct_pack(read := "Game Date") end
            ignore nulls) over above).read as game_date,
        last_value(Team ignore nulls) over above as team,
        (last_value(case when "Report Time" is not null or _bad > 1 then struct_pack(read := "Report Time") end
            ignore nulls) over above).read as reported
    from {rows}
    window above as (order by _row rows between unbounded preceding and current row)
)
where game_date is null or team is null or reported is null
