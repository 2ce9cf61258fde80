-- Blanks repeat the row above; a text that cannot be read does not: it leaves its rows unplaced.
with filled as (
    select
        _row,
        (last_value(case when "Game Date" is not null or _bad & 1 = 1 then struct_pack(read := "Game Date") end
            ignore nulls) over above).read as game_date,
        last_value(Team ignore nulls) over above as team,
        (last_value(case when "Report Time" is not null or _bad > 1 then struct_pack(read := "Report Time") end
            ignore nulls) over above).read as reported,
        "Player Name" as listed,
        lower("Current Status") as told,
        Reason as reason
    from {rows}
    window above as (order by _row rows between unbounded preceding and current row)
),
named as (
    select
        *,
        case
            when contains(listed, ',')
                then trim(split_part(listed, ',', 2)) || ' ' || trim(split_part(listed, ',', 1))
            else listed
        end as player_name,
        fc_team(team, game_date) as team_id
    from filled
)
select
    game_date || '/' || coalesce(cast(team_id as varchar), team) as unit,
    game_date as unit_date,
    game_date as report_date,
    team_id,
    player_name,
    fc_fold(player_name) as player_lookup,
    case
        when told in ('out', 'doubtful', 'questionable', 'probable', 'available') then told
        when told like '%not yet submitted%' or lower(reason) like '%not yet submitted%'
            then 'not_submitted'
    end as status,
    reason,
    fc_eastern_to_utc(reported) as known_at
from named
