/*
about = "Folded names that mean a player, with the dates for which they do. An alias that two players share at the same time resolves nobody: readers must find exactly one."
dated = false
grain = ["alias", "player_id"]
[reads]
player_names = "undated"
[columns]
player_id   = "INT: NBA player id"
alias       = "TEXT: folded name"
source      = "TEXT: format of the file that has the spelling (the first by name)"
valid_from  = "DATE: first date the alias is good for; NULL without limit"
valid_to    = "DATE: last date the alias is good for; NULL without limit"
resolved_by = "TEXT: spelling (a source wrote it beside the id), suffix (added or left out), reversed (surname first) or initial (first name shortened)"
[rules]
in_order = "valid_from <= valid_to"
*/
with names as (
    select
        player_id,
        source,
        player_lookup,
        first_date,
        last_date,
        -- Length of the folded first name: what folding drops of it is taken off.
        length(replace(replace(replace(replace(substr(player_name, 1, strpos(player_name, ' ')),
            ' ', ''), '.', ''), '-', ''), '''', '')) as first_name_length,
        case
            when lower(player_name) like '% jr' or lower(player_name) like '% sr' then 2
            when lower(player_name) like '% jr.' or lower(player_name) like '% sr.' then 2
            when lower(player_name) like '% iii' then 3
            when lower(player_name) like '% ii' or lower(player_name) like '% iv' then 2
            else 0
        end as suffix_length
    from player_names
),

suffixes as (
    select 'jr' as suffix
    union all select 'sr' as suffix
    union all select 'ii' as suffix
    union all select 'iii' as suffix
    union all select 'iv' as suffix
),

spellings as (
    select player_id, source, player_lookup as alias, 1 as trust, first_date, last_date
    from names
    union all
    select
        player_id, source,
        substr(player_lookup, 1, length(player_lookup) - suffix_length) as alias,
        2 as trust, first_date, last_date
    from names
    where suffix_length > 0
    union all
    select n.player_id, n.source, n.player_lookup || s.suffix as alias, 2 as trust, n.first_date, n.last_date
    from names as n
    cross join suffixes as s
    where n.suffix_length = 0
    union all
    select
        player_id, source,
        substr(player_lookup, first_name_length + 1) || substr(player_lookup, 1, first_name_length) as alias,
        3 as trust, first_date, last_date
    from names
    where first_name_length > 0 and suffix_length = 0
    union all
    select
        player_id, source,
        substr(player_lookup, 1, 1) || substr(player_lookup, first_name_length + 1) as alias,
        4 as trust, first_date, last_date
    from names
    where first_name_length > 1
),

folded as (
    select
        player_id,
        alias,
        trust,
        min(source) as source,
        min(coalesce(first_date, date '1900-01-01')) as first_date,
        max(coalesce(last_date, date '9999-12-31')) as last_date
    from spellings
    group by player_id, alias, trust
),

-- A made-up variant never competes with a name that a source wrote.
best as (
    select
        *,
        min(trust) over (partition by alias) as best_trust
    from folded
),

shared as (
    select
        *,
        count(*) over (partition by alias) as players,
        max(first_date) over (partition by alias) as newest_first_date
    from best
    where trust = best_trust
)

select
    player_id,
    alias,
    source,
    case when players > 1 then nullif(first_date, date '1900-01-01') end as valid_from,
    case when players > 1 and newest_first_date > last_date then last_date end as valid_to,
    case trust when 1 then 'spelling' when 2 then 'suffix' when 3 then 'reversed' else 'initial' end as resolved_by
from shared
