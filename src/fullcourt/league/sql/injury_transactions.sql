-- Transactions list: nicknames, names with a leading blank, one of the two name columns empty.
with moves as (
    select first_day as day, player, team, true as goes_out, reason from spells
    union all
    select last_day + 1, player, team_back, false, reason from spells where returns
)
select
    (row_number() over (order by moves.day, moves.player, moves.goes_out) + 20000)::varchar
        as "Unnamed: 0",
    (opening.moment::date + moves.day::integer)::varchar as "Date",
    case teams.nickname when 'Trail Blazers' then 'Blazers' else teams.nickname end as "Team",
    case when moves.goes_out then '' else ' ' || p.full_name end as "Acquired",
    case when moves.goes_out then ' ' || p.full_name else '' end as "Relinquished",
    case when moves.goes_out then 'placed on IL with ' || lower(replace(reason.label, ';', ','))
        else 'activated from IL' end as "Notes"
from moves
join opening on true
join p on p.player = moves.player
join teams on teams.team = moves.team
join reason on reason.reason = moves.reason
where (opening.moment::date + moves.day::integer) + interval 36 hour <= (select moment from moment)
order by moves.day, moves.player, moves.goes_out
