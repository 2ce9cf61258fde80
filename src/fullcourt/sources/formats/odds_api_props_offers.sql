select
    event_date || '/' || event_id as unit,
    event_date as unit_date,
    event_id,
    event_date,
    home_team as home_team_id,
    away_team as away_team_id,
    player_name,
    fc_fold(player_name) as player_lookup,
    bookmaker as book,
    case
        when market in ('points', 'player_points') then 'points'
        when market in ('pra', 'player_points_rebounds_assists') then 'pra'
        when market is null then {market}
    end as market,
    "line",
    over_price,
    under_price,
    "timestamp" as known_at
from {rows}
