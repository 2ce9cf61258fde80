-- The latest result in the file was known three hours after its tip.
select
    max(
        fc_eastern_to_utc(
            coalesce(
                try_cast(cast(etdate as varchar) || ' ' || nullif(ettime, '00:00:00') as timestamp),
                etdate + interval 19 hour
            )
        )
    ) + interval 3 hour
from {rows}
where fc_status(stt, "h.s", "v.s") = 'final'
