select
    'spread_sign_unknown' as rule,
    'spread without a sign and equal money lines; no spread taken' as message,
    _row as "row",
    'Spread' as "column",
    Spread as "value",
    "Date" || '/' || Home as unit,
    1 as "count"
from (select *, bool_or(Spread < 0) over () as has_signs from {rows})
where
    Spread <> 0
    and not has_signs
    and (ML_Home = ML_Away or ML_Home is null or ML_Away is null)
