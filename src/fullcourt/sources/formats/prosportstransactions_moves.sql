with named as (
    select
        *,
        coalesce(Acquired, Relinquished) as told,
        regexp_replace(coalesce(Acquired, Relinquished), '\s*\([^)]*\)', '', 'g') as plain
    from {rows}
)
select
    cast("Date" as varchar) as unit,
    "Date" as unit_date,
    "Date" as transaction_date,
    fc_team(Team, "Date") as team_id,
    told as player_name,
    fc_fold(split_part(plain, ' / ', -1)) as player_lookup,
    case when Acquired is null then 'out' else 'in' end as direction,
    Notes as notes
from named
