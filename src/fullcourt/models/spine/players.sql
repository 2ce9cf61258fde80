/*
about = "Every player id seen in any source, with the name he goes by now."
dated = false
grain = ["player_id"]
[reads]
player_names = "undated"
[columns]
player_id     = "INT: NBA player id"
display_name  = "TEXT: name as last written by a source that knows his id"
player_lookup = "TEXT: that name folded: lower case, no accents, letters and digits only, suffix kept"
birth_date    = "DATE: date of birth; NULL, no loaded source has it"
[expect]
keys      = "select distinct player_id from player_games where appearance = 'yes'"
present_if = "player_id in (select player_id from player_games where appearance = 'yes')"
defect_if = { unresolved_name = "true" }
[critical]
display_name = { not_null = true }
*/
with ranked as (
    select
        player_id,
        player_name,
        player_lookup,
        row_number() over (
            partition by player_id
            order by coalesce(last_date, date '1900-01-01') desc, source, player_name
        ) as preference
    from player_names
)

select
    player_id,
    player_name as display_name,
    player_lookup,
    cast(null as date) as birth_date
from ranked
where preference = 1
