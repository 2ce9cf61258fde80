-- Points lines by event, player and bookmaker: names only, UTC timestamps, prices as float text.
select
    p.full_name as player_name,
    md5(g.game_id) as event_id,
    g.date::varchar as event_date,
    g.home.full_name as home_team,
    case g.away.full_name when 'LA Clippers' then 'Los Angeles Clippers' else g.away.full_name end
        as away_team,
    book.label as bookmaker,
    props.line::varchar as line,
    strftime(g.tip_utc - to_minutes(props.minutes_before), '%Y-%m-%dT%H:%M:%SZ') as "timestamp",
    props.over_price || '.0' as over_price,
    props.under_price || '.0' as under_price,
    'points' as market
from props
join g on g.game = props.game
join p on p.player = props.player
join book on book.book = props.book
where g.tip_utc - to_minutes(props.minutes_before) <= (select moment from moment)
order by g.date, g.game_id, p.player_id, props.book
