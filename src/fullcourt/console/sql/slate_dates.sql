-- The latest prepared date, and the neighbours of a chosen one.
select
    max(game_date) as latest,
    max(game_date) filter (where game_date < cast($day as date)) as before,
    min(game_date) filter (where game_date > cast($day as date)) as after
from wh.main.upcoming_team_game_context
