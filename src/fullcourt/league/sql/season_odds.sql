-- Closing lines, one row a game, no game id: positive spread = home favoured, dates season + MMDD.
select
    row_number() over (order by g.date, g.game_id) - 1 as "index",
    row_number() over (order by g.date, g.game_id) - 1 as "Unnamed: 0",
    g.season || '-' || strftime(g.date, '%m%d') as "Date",
    case g.home.full_name when 'LA Clippers' then 'Los Angeles Clippers' else g.home.full_name end
        as "Home",
    case g.away.full_name when 'LA Clippers' then 'Los Angeles Clippers' else g.away.full_name end
        as "Away",
    lines.total as "OU",
    lines.spread as "Spread",
    lines.home_price as "ML_Home",
    lines.away_price as "ML_Away",
    case when g.known then g.home_score + g.away_score end as "Points",
    case when g.known then g.home_score - g.away_score end as "Win_Margin",
    lines.home_rest as "Days_Rest_Home",
    lines.away_rest as "Days_Rest_Away"
from g
join lines on lines.game = g.game
-- Lines are out a day and a half before tip; the last ones known by the moment are told.
where g.tip_utc <= (select moment from moment) + interval 36 hour
order by g.date, g.game_id
