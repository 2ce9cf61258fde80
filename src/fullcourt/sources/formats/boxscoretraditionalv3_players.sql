with told as (
    select
        *,
        case
            when minutes > 0 then 'active'
            when comment like 'DNP%' then 'dnp'
            when comment like 'DND%' or comment like 'NWT%' then 'inactive'
            when minutes is not null then 'active'
            else 'unknown'
        end as player_status,
        count("position") over (partition by gameId, teamId) as positions
    from {rows}
)
select
    gameId as unit,
    game_date as unit_date,
    gameId as game_id,
    personId as player_id,
    teamId as team_id,
    personName as player_name,
    player_status,
    comment as status_comment,
    case when positions = 5 then "position" is not null end as starter,
    case when player_status in ('dnp', 'inactive') then 0 else minutes end as seconds,
    'seconds' as minutes_basis,
    points as points,
    fieldGoalsMade as fgm,
    fieldGoalsAttempted as fga,
    threePointersMade as fg3m,
    threePointersAttempted as fg3a,
    freeThrowsMade as ftm,
    freeThrowsAttempted as fta,
    reboundsOffensive as oreb,
    reboundsDefensive as dreb,
    assists as ast,
    steals as stl,
    blocks as blk,
    turnovers as tov,
    foulsPersonal as pf,
    plusMinusPoints as plus_minus
from told
