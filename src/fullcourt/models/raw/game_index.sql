/*
about = "Every game id that any source has named, with its season, type and the one Eastern date it belongs to: where it was played, else where the latest plan puts it."
kind  = "view"
grain = ["game_id"]
[reads]
landing.payload       = "same day"
landing.nbac_schedule = "same day"
[columns]
game_id    = "TEXT: NBA game id, ten digits"
season     = "TEXT: season such as 2021-22, from the id"
game_type  = "INT: 1 preseason, 2 regular, 3 All-Star, 4 playoffs, 5 play-in, 6 NBA Cup final, from the id"
game_date  = "DATE: US Eastern date; NULL when no source gives one"
date_basis = "TEXT: which source gave the date: box, shots, game_info, result, plan or none"
*/
with dates as (
    select
        unit as game_id,
        unit_date as seen_date,
        case
            when unit_date is null then 9
            when table_name in ('nbac_team_boxscore', 'nbac_gamebook') then 1
            when table_name in ('shot_chart', 'bigdataball_pbp', 'nbac_play_by_play') then 2
            else 3
        end as preference,
        coalesce(captured_at, timestamp '1900-01-01 00:00:00') as captured_at,
        sequence
    from landing.payload
    where
        is_current
        and table_name in (
            'nbac_team_boxscore', 'nbac_gamebook', 'shot_chart', 'game_info',
            'nbac_play_by_play', 'bigdataball_pbp'
        )
    union all
    select
        s.game_id,
        s.plan_date as seen_date,
        case when s.plan_date is null then 9 when s.status = 'final' then 4 else 5 end as preference,
        coalesce(p.captured_at, timestamp '1900-01-01 00:00:00') as captured_at,
        p.sequence
    from landing.nbac_schedule as s
    inner join landing.payload as p on s.payload_id = p.payload_id
    where p.is_current
),

ranked as (
    select
        game_id,
        seen_date,
        preference,
        cast(substr(game_id, 3, 1) as integer) as game_type,
        cast(substr(game_id, 4, 2) as integer) as start_year,
        row_number() over (
            partition by game_id
            order by
                preference,
                captured_at desc,
                sequence desc,
                coalesce(seen_date, date '1900-01-01') desc
        ) as rank_in_game
    from dates
    where length(game_id) = 10
)

select
    game_id,
    case when start_year >= 46 then '19' else '20' end
    || substr(game_id, 4, 2)
    || case when (start_year + 1) % 100 < 10 then '-0' else '-' end
    || cast((start_year + 1) % 100 as varchar) as season,
    game_type,
    seen_date as game_date,
    case preference
        when 1 then 'box' when 2 then 'shots' when 3 then 'game_info' when 4 then 'result'
        when 5 then 'plan' else 'none'
    end as date_basis
from ranked
where rank_in_game = 1
