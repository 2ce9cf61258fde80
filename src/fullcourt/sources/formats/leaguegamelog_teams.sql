-- One box line a team and game. A log with any odd second was written in seconds.
select
    GAME_ID as unit,
    GAME_DATE as unit_date,
    GAME_ID as game_id,
    TEAM_ID as team_id,
    case when MATCHUP like '% vs. %' then true when MATCHUP like '% @ %' then false end as is_home,
    "MIN" as team_seconds,
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
    PF as pf
from {rows}
