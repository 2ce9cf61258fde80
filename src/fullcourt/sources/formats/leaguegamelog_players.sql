-- One box line a player and game. A log with any odd second was written in seconds.
select
    GAME_ID as unit,
    GAME_DATE as unit_date,
    GAME_ID as game_id,
    PLAYER_ID as player_id,
    TEAM_ID as team_id,
    PLAYER_NAME as player_name,
    'active' as player_status,
    null as status_comment,
    null as starter,
    "MIN" as seconds,
    case
        when "MIN" is null then null
        when bool_or("MIN" % 60 <> 0) over () then 'seconds'
        else 'whole_minutes'
    end as minutes_basis,
    PTS as points,
    FGM as fgm,
    FGA as fga,
    FG3M as fg3m,
    FG3A as fg3a,
    FTM as ftm,
    FTA as fta,
    OREB as oreb,
    DREB as dreb,
    AST as ast,
    STL as stl,
    BLK as blk,
    TOV as tov,
    PF as pf,
    PLUS_MINUS as plus_minus
from {rows}
