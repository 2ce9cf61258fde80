/*
about = "Games that facts prove (a box, shots, or a summary of the game), with home and away team where the source tells them apart."
kind  = "view"
marked = true
grain = ["game_id"]
[reads]
landing.payload            = "scheduled"
landing.nbac_team_boxscore = "scheduled"
landing.game_info          = "scheduled"
game_index                 = "scheduled"
[columns]
game_id      = "TEXT: NBA game id, ten digits"
season       = "TEXT: season such as 2021-22"
game_type    = "INT: see game_index"
game_date    = "DATE: US Eastern date played"
home_team_id = "INT: NBA team id; NULL where no source says who was at home"
away_team_id = "INT: NBA team id"
*/
with box_teams as (
    select
        b.game_id,
        max(case when b.is_home then b.team_id end) as home_team_id,
        max(case when not b.is_home then b.team_id end) as away_team_id
    from landing.nbac_team_boxscore as b
    inner join landing.payload as p on b.payload_id = p.payload_id
    where p.is_current
    group by b.game_id
),

info_teams as (
    select
        g.game_id,
        max(g.home_team_id) as home_team_id,
        max(g.away_team_id) as away_team_id
    from landing.game_info as g
    inner join landing.payload as p on g.payload_id = p.payload_id
    where p.is_current
    group by g.game_id
)

select
    i.game_id,
    i.season,
    i.game_type,
    i.game_date,
    coalesce(b.home_team_id, g.home_team_id) as home_team_id,
    coalesce(b.away_team_id, g.away_team_id) as away_team_id
from game_index as i
left join box_teams as b on i.game_id = b.game_id
left join info_teams as g on i.game_id = g.game_id
where i.date_basis in ('box', 'shots', 'game_info')
