with numbers as (
    select _row, "Date" || '/' || Home as unit, 'OU' as "column", OU as "value",
        OU not between 120 and 320 as impossible
    from {rows}
    union all
    select _row, "Date" || '/' || Home, 'Spread', Spread, abs(Spread) > 30 from {rows}
    union all
    select _row, "Date" || '/' || Home, 'ML_Home', ML_Home, abs(ML_Home) < 100 from {rows}
    union all
    select _row, "Date" || '/' || Home, 'ML_Away', ML_Away, abs(ML_Away) < 100 from {rows}
)
select
    'impossible_value' as rule,
    'no such line exists; kept, and left to the contract' as message,
    _row as "row",
    "column",
    "value",
    unit,
    1 as "count"
from numbers
where impossible
