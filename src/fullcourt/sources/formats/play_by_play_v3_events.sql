with spelled as (
    select gameId, teamId, playerName as name, personId
    from {rows} where personId < 1610000000 and playerName is not null
    union
    select gameId, teamId, playerNameI, personId
    from {rows} where personId < 1610000000 and playerNameI is not null
),
known as (
    -- A name stands for a player when only one of his team has it in this game.
    select gameId, teamId, name, min(personId) as personId
    from spelled
    group by gameId, teamId, name
    having count(distinct personId) = 1
),
credits as (
    select
        gameId,
        actionNumber,
        max(case when description like '% BLOCK %' then personId end) as blocker_id,
        max(case when description like '% STEAL %' then personId end) as stealer_id
    from {rows}
    where actionType is null
    group by gameId, actionNumber
),
told as (
    select
        *,
        actionType in ('Made Shot', 'Missed Shot') as is_shot,
        case
            when actionType = 'Made Shot'
                then regexp_extract(description, '\(([^()]+) \d+ AST\)', 1)
            when actionType = 'Substitution'
                then regexp_extract(description, '^SUB: (.+) FOR ', 1)
        end as named
    from {rows}
)
select
    t.gameId as unit,
    null as unit_date,
    t.gameId as game_id,
    row_number() over (partition by t.gameId order by t.actionId, t._row) as event_seq,
    t.actionNumber as source_event_id,
    t.period,
    t.clock as clock_ds,
    case
        when t.is_shot then 'shot'
        when t.actionType = 'Free Throw' then 'free_throw'
        when t.actionType = 'period' and t.subType = 'end' then 'period_end'
        when t.actionType = 'period' then 'period_start'
        when t.actionType = 'Jump Ball' then 'jump_ball'
        when t.actionType = 'Instant Replay' then 'replay'
        when t.actionType in (
            'Rebound', 'Turnover', 'Foul', 'Violation', 'Substitution', 'Timeout', 'Ejection'
        ) then lower(t.actionType)
        when t.actionType is null and t.description like '% BLOCK %' then 'block'
        when t.actionType is null and t.description like '% STEAL %' then 'steal'
        else 'other'
    end as event_type,
    lower(t.subType) as sub_type,
    case when t.personId < 1610000000 then t.personId end as player_id,
    case when t.actionType = 'Substitution' then k.personId end as other_player_id,
    case when t.actionType = 'Made Shot' then k.personId end as assister_id,
    case when t.actionType = 'Missed Shot' then c.blocker_id end as blocker_id,
    case when t.actionType = 'Turnover' then c.stealer_id end as stealer_id,
    coalesce(t.teamId, case when t.personId >= 1610000000 then t.personId end) as team_id,
    case when t.is_shot then t.shotValue when t.actionType = 'Free Throw' then 1 end as shot_value,
    case
        when t.is_shot then t.actionType = 'Made Shot'
        when t.actionType = 'Free Throw' then not starts_with(t.description, 'MISS')
    end as made,
    case when t.is_shot then t.shotDistance end as distance_ft,
    case when t.is_shot then t.xLegacy end as x,
    case when t.is_shot then t.yLegacy end as y,
    null as area_label,
    t.description,
    t.scoreHome as score_home,
    t.scoreAway as score_away
from told as t
left join known as k
    on k.gameId = t.gameId and k.teamId = t.teamId and k.name = nullif(t.named, '')
left join credits as c on c.gameId = t.gameId and c.actionNumber = t.actionNumber
