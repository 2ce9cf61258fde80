-- What points_predictions says of games that have not tipped off at a moment, as landing rows. A game of
-- which anything has landed that is known only later is never issued, whatever moment is claimed.
select
    concat(p.game_id, '/', cast(p.game_date as varchar)) as unit,
    p.game_date as unit_date,
    {columns}
from (
    select p.*, g.tip_utc
    from points_predictions as p
    join games as g on g.game_date = p.game_date and g.game_id = p.game_id
    where g.status = 'scheduled' and g.tip_utc > $now
        and p.game_date >= $start and p.game_date <= $end
        and not exists (
            select 1 from landing.payload as l where l.unit = p.game_id and l.table_name in ({facts})
        )
        and not exists (
            select 1 from landing.game_info as i where i.game_id = p.game_id and i.home_score is not null
        )
        and not exists (
            select 1 from landing.nbac_schedule as n
            where n.game_id = p.game_id and (n.status in ('live', 'final') or n.home_score > 0)
        )
) as p
