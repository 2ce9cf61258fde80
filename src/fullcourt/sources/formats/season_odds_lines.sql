with signed as (
    select
        *,
        case
            when Spread = 0 then 0
            when ML_Home < ML_Away then -abs(Spread)
            when ML_Home > ML_Away then abs(Spread)
            when bool_or(Spread < 0) over () then -Spread
        end as home_spread
    from {rows}
),
lines as (
    select "Date", Home, Away, 'spread' as market, Home as team_id, home_spread as point,
        null as price
    from signed
    where home_spread is not null
    union all
    select "Date", Home, Away, 'spread', Away, -home_spread, null
    from signed
    where home_spread is not null
    union all
    select "Date", Home, Away, 'total', null, OU, null from signed where OU is not null
    union all
    select "Date", Home, Away, 'moneyline', Home, null, ML_Home from signed
    where ML_Home is not null
    union all
    select "Date", Home, Away, 'moneyline', Away, null, ML_Away from signed
    where ML_Away is not null
)
select
    "Date" || '/' || Home as unit,
    "Date" as unit_date,
    "Date" as line_date,
    Home as home_team_id,
    Away as away_team_id,
    'closing' as book,
    market,
    team_id,
    -- Never -0.0, which other engines print differently.
    point + 0.0 as point,
    price,
    null as known_at
from lines
