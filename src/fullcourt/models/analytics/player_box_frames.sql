/*
about = """The frame of every box-score window of a player: his games of a season on the spine, `unknown`
appearances too, with the numbers that windows sum. A game is found only if all of them are there and the
points identity holds; one that is not found keeps its place and adds nothing, so no sum skips a NULL.
Games more than 10 before the first date asked for are folded into one row at their last place: season sums
keep them, the last 10 never reach it, and a single date stays cheap."""
kind  = "view"
grain = ["game_date", "player_id"]

[reads]
games               = "same day"
player_games        = ["same day", "season by player_id"]
player_game_summary = ["same day", "season by player_id"]

[columns]
season         = "TEXT: season of the game"
game_date      = "DATE: US Eastern date of the game"
player_id      = "INT: the player"
next_game_date = "DATE: date of his next game of the season, 9999-12-31 when none is known"
place          = "BIGINT: number of the game in his season, from 1"
appeared       = "INT: 1 for a proved appearance, 0 for an unknown one"
found          = "INT: 1 if the box line is complete"
points         = "BIGINT: points; 0 if not found"
points_sq      = "BIGINT: squared points; 0 if not found"
place_found    = "BIGINT: game number in the season, where found; 0 if not found"
place_sq       = "BIGINT: its square; 0 if not found"
place_points   = "BIGINT: game number x points; 0 if not found"
seconds        = "BIGINT: seconds; 0 if not found"
seconds_sq     = "BIGINT: squared seconds; 0 if not found"
fga            = "BIGINT: field goals attempted; 0 if not found"
fg3a           = "BIGINT: threes attempted; 0 if not found"
fta            = "BIGINT: free throws attempted; 0 if not found"
ftm            = "BIGINT: free throws made; 0 if not found"
used           = "BIGINT: possessions used, hundredths; 0 if not found"
team_used      = "BIGINT: his share of the team's possessions while on court, hundredths; 0 if not found"
usage_games    = "BIGINT: 1 if a usage rate exists; 0 if not found"
usage          = "BIGINT: usage rate, thousandths of a percent; 0 if not found"
usage_sq       = "BIGINT: its square; 0 if not found"
*/
with batch_seasons as (
    select distinct season
    from games
    where game_date between @start and @end
),
spine as (
    select
        season, game_date, game_id, player_id, appearance,
        row_number() over (
            partition by season, player_id order by game_date, game_id
        ) as place,
        lead(game_date) over (
            partition by season, player_id order by game_date, game_id
        ) as next_game_date,
        count(case when game_date < @start then game_id end) over (
            partition by season, player_id
        ) as places_before
    from player_games
    where season in (select season from batch_seasons) and game_date < @end
),
lines as (
    select
        game_id, player_id, points, seconds, fga, fg3a, fta, ftm, used_x100, team_used_on_x100,
        cast(@round(1000 * usage_rate, 0) as bigint) as usage_thousandths
    from player_game_summary
    where season in (select season from batch_seasons) and game_date < @end
        and seconds is not null
        and fg3a is not null
        and used_x100 is not null
        and team_used_on_x100 is not null
        and points = 2 * fgm + fg3m + ftm
        and fta >= ftm
        and fga >= fgm
),
framed as (
    select
        s.season, s.game_date, s.player_id, s.place, s.places_before,
        coalesce(s.next_game_date, date '9999-12-31') as next_game_date,
        case when s.appearance = 'yes' then 1 else 0 end as appeared,
        case when l.game_id is null then 0 else 1 end as found,
        coalesce(l.points, 0) as points,
        coalesce(l.points * l.points, 0) as points_sq,
        case when l.game_id is null then 0 else s.place end as place_found,
        case when l.game_id is null then 0 else s.place * s.place end as place_sq,
        coalesce(s.place * l.points, 0) as place_points,
        coalesce(l.seconds, 0) as seconds,
        coalesce(l.seconds * l.seconds, 0) as seconds_sq,
        coalesce(l.fga, 0) as fga,
        coalesce(l.fg3a, 0) as fg3a,
        coalesce(l.fta, 0) as fta,
        coalesce(l.ftm, 0) as ftm,
        coalesce(l.used_x100, 0) as used,
        coalesce(l.team_used_on_x100, 0) as team_used,
        case when l.usage_thousandths is null then 0 else 1 end as usage_games,
        coalesce(l.usage_thousandths, 0) as usage,
        coalesce(l.usage_thousandths * l.usage_thousandths, 0) as usage_sq
    from spine as s
    left join lines as l on l.game_id = s.game_id and l.player_id = s.player_id
)
select
    season, game_date, player_id, next_game_date, place, appeared, found,
    points, points_sq, place_found, place_sq, place_points, seconds,
    seconds_sq, fga, fg3a, fta, ftm, used,
    team_used, usage_games, usage, usage_sq
from framed
where place > places_before - 10
union all
select
    season, max(game_date) as game_date, player_id, max(next_game_date) as next_game_date,
    max(place) as place, sum(appeared) as appeared, sum(found) as found,
    cast(sum(points) as bigint) as points,
    cast(sum(points_sq) as bigint) as points_sq,
    cast(sum(place_found) as bigint) as place_found,
    cast(sum(place_sq) as bigint) as place_sq,
    cast(sum(place_points) as bigint) as place_points,
    cast(sum(seconds) as bigint) as seconds,
    cast(sum(seconds_sq) as bigint) as seconds_sq,
    cast(sum(fga) as bigint) as fga,
    cast(sum(fg3a) as bigint) as fg3a,
    cast(sum(fta) as bigint) as fta,
    cast(sum(ftm) as bigint) as ftm,
    cast(sum(used) as bigint) as used,
    cast(sum(team_used) as bigint) as team_used,
    cast(sum(usage_games) as bigint) as usage_games,
    cast(sum(usage) as bigint) as usage,
    cast(sum(usage_sq) as bigint) as usage_sq
from framed
where place <= places_before - 10
group by season, player_id
