-- Every team's defence by zone as known before a date.
select *
from wh.main.team_defense_zone_analysis
where game_date = cast($day as date)
order by team_id
