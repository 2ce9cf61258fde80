/*
about = "Every player id with every name a source gave it, and the dates between which it did."
kind  = "view"
grain = ["player_id", "source", "player_name"]
[reads]
landing.payload      = "same day"
landing.player_names = "same day"
[columns]
player_id     = "INT: NBA player id"
source        = "TEXT: format of the file"
player_name   = "TEXT: the name as written"
player_lookup = "TEXT: the name folded: lower case, no accents, letters and digits only, suffix kept"
first_date    = "DATE: first date the source has him; NULL when the file has no dates"
last_date     = "DATE: last date the source has him"
*/
select
    n.player_id,
    p.format as source,
    n.player_name,
    n.player_lookup,
    min(n.first_date) as first_date,
    max(n.last_date) as last_date
from landing.player_names as n
inner join landing.payload as p on n.payload_id = p.payload_id
where p.is_current and n.player_id is not null and length(n.player_lookup) > 0
group by n.player_id, p.format, n.player_name, n.player_lookup
