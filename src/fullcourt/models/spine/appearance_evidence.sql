/*
about = "Every trace of a player on court: box lines, shots, and the parts in events that nobody on the bench can have (substitutions apart, see substitution_moments). Never replays, fouls or ejections, which name coaches."
kind  = "view"
grain = ["game_date", "game_id", "player_id", "trace"]
[reads]
nbac_gamebook     = "same day"
shot_chart        = "same day"
nbac_play_by_play = "same day"
bigdataball_pbp   = "same day"
[columns]
season          = "TEXT: season such as 2021-22"
game_date       = "DATE: US Eastern date of the game"
game_id         = "TEXT: NBA game id, ten digits"
player_id       = "INT: NBA player id"
team_id         = "INT: his team, where the trace says it"
against_team_id = "INT: the team he played against, where only that is known (blockers, stealers)"
trace           = "INT: 1 box line, 2 shot, 3 event with his team, 4 event that tells no team or the other one"
*/
select
    season, game_date, game_id, player_id, team_id,
    cast(null as integer) as against_team_id, 1 as trace
from nbac_gamebook
where player_status = 'active'
union all
select
    season, game_date, game_id, player_id, team_id,
    cast(null as integer) as against_team_id, 2 as trace
from shot_chart
where player_id is not null
union all
select
    season, game_date, game_id, player_id, team_id,
    cast(null as integer) as against_team_id, 3 as trace
from nbac_play_by_play
where
    player_id is not null
    and event_type in ('shot', 'free_throw', 'rebound', 'turnover', 'jump_ball', 'block', 'steal')
union all
select
    season, game_date, game_id, assister_id as player_id, team_id,
    cast(null as integer) as against_team_id, 3 as trace
from nbac_play_by_play
where assister_id is not null
union all
-- Either side can have the second jumper: another trace has to tell his team.
select
    season, game_date, game_id, other_player_id as player_id, cast(null as integer) as team_id,
    cast(null as integer) as against_team_id, 4 as trace
from nbac_play_by_play
where other_player_id is not null and event_type = 'jump_ball'
union all
select
    season, game_date, game_id, blocker_id as player_id, cast(null as integer) as team_id,
    team_id as against_team_id, 4 as trace
from nbac_play_by_play
where blocker_id is not null and event_type = 'shot'
union all
select
    season, game_date, game_id, stealer_id as player_id, cast(null as integer) as team_id,
    team_id as against_team_id, 4 as trace
from nbac_play_by_play
where stealer_id is not null and event_type = 'turnover'
union all
select
    season, game_date, game_id, player_id, team_id,
    cast(null as integer) as against_team_id, 3 as trace
from bigdataball_pbp
where
    player_id is not null
    and event_type in ('shot', 'free_throw', 'rebound', 'turnover', 'jump_ball', 'block', 'steal')
union all
select
    season, game_date, game_id, assister_id as player_id, team_id,
    cast(null as integer) as against_team_id, 3 as trace
from bigdataball_pbp
where assister_id is not null
union all
select
    season, game_date, game_id, other_player_id as player_id, cast(null as integer) as team_id,
    cast(null as integer) as against_team_id, 4 as trace
from bigdataball_pbp
where other_player_id is not null and event_type = 'jump_ball'
union all
select
    season, game_date, game_id, blocker_id as player_id, cast(null as integer) as team_id,
    team_id as against_team_id, 4 as trace
from bigdataball_pbp
where blocker_id is not null and event_type = 'shot'
union all
select
    season, game_date, game_id, stealer_id as player_id, cast(null as integer) as team_id,
    team_id as against_team_id, 4 as trace
from bigdataball_pbp
where stealer_id is not null and event_type = 'turnover'
