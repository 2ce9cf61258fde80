select
    _row,
    'duplicate_row' as rule,
    'exact repeats of an offer; dropped' as message,
    event_date || '/' || event_id as unit,
    false as lost
from (
    select
        _row,
        event_date,
        event_id,
        row_number() over (
            partition by
                player_name, event_id, event_date, home_team, away_team, bookmaker, market,
                "line", "timestamp", over_price, under_price
            order by _row
        ) as copy
    from {rows}
)
where copy > 1
