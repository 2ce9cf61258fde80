-- Findings that somebody accepted with a reason.
select pattern, who, why, until, accepted_at, origin
from wh.ledger.acceptance
order by accepted_at desc, pattern
