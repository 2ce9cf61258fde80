/*
about = "Who went in and out in substitutions, moment by moment. Live feeds keep the scorer's slips: sent in and taken back at one moment is no appearance there."
kind  = "view"
grain = ["game_date", "game_id", "source", "player_id", "period", "clock_ds", "step"]
[reads]
nbac_play_by_play = "same day"
bigdataball_pbp   = "same day"
[columns]
season    = "TEXT: season such as 2021-22"
game_date = "DATE: US Eastern date of the game"
game_id   = "TEXT: NBA game id, ten digits"
source    = "TEXT: format of the feed"
is_live   = "BOOL: a feed written during the game; archived ones had the slips removed"
period    = "INT: 1 to 4, overtimes from 5"
clock_ds  = "INT: time left in the period, tenths of a second"
player_id = "INT: NBA player id"
team_id   = "INT: his team"
step      = "INT: 1 in, -1 out"
*/
select
    season, game_date, game_id, source, source in ('cdn', 'cdn_reduced') as is_live, period, clock_ds,
    player_id, team_id, -1 as step
from nbac_play_by_play
where event_type = 'substitution' and player_id is not null
union all
select
    season, game_date, game_id, source, source in ('cdn', 'cdn_reduced') as is_live, period, clock_ds,
    other_player_id as player_id, team_id, 1 as step
from nbac_play_by_play
where event_type = 'substitution' and other_player_id is not null
union all
select
    season, game_date, game_id, source, false as is_live, period, clock_ds, player_id, team_id,
    -1 as step
from bigdataball_pbp
where event_type = 'substitution' and player_id is not null
union all
select
    season, game_date, game_id, source, false as is_live, period, clock_ds, other_player_id as player_id,
    team_id, 1 as step
from bigdataball_pbp
where event_type = 'substitution' and other_player_id is not null
