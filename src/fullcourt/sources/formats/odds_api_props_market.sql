-- How many rows name no market, and what their lines say.
select
    count(*),
    case
        when max("line") > 42 then 'pra'
        when count(*) >= 100 and median("line") <= 18.5 then 'points'
    end
from {rows}
where market is null
