-- Exact repeats of an action: all but the first.
with repeated as (
    select game_id, actionNumber from {rows} group by game_id, actionNumber having count(*) > 1
)
select
    _row,
    'duplicate_row' as rule,
    'exact repeats of an event; dropped' as message,
    game_id as unit,
    false as lost
from (
    select
        r._row,
        r.game_id,
        row_number() over (
            partition by
                r.game_id, r.actionNumber, r.actionType, r.period, r.clock, r.description,
                r.shotResult, r.scoreHome, r.scoreAway, r.person_id, r.teamId
            order by r._row
        ) as copy
    from {rows} as r
    join repeated using (game_id, actionNumber)
)
where copy > 1
