/*
about  = """What the shots of each game can say: which sources tell them, and whether all seven zones \
or only the three groups are known."""
kind   = "view"
grain  = ["game_date", "game_id"]
[reads]
shot_events = "same day"
[columns]
game_date     = "DATE: US Eastern date of the game"
game_id       = "TEXT: league game id, 10 digits"
shot_source   = "TEXT: format that tells the shots"
credit_source = "TEXT: format that names assister and blocker; NULL where none does"
shot_zero     = "INT: 0, what a player without a shot has taken"
zone_zero     = "INT: 0 if every shot that has a group has one of the seven zones, else NULL"
credit_zero   = "INT: 0 if a source names assisters and blockers, else NULL"
*/
select
    game_date,
    game_id,
    max(shot_source) as shot_source,
    max(credit_source) as credit_source,
    -- added to a count, these turn what the game's sources cannot say into NULL
    0 as shot_zero,
    case when count(zone) = count(zone_group) then 0 end as zone_zero,
    case when count(credit_source) > 0 then 0 end as credit_zero
from shot_events
where game_date between @start and @end
group by game_date, game_id
