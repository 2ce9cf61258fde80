-- The file's two scores change places: it has them swapped in every game.
select
    r.game_id as unit,
    r."date" as unit_date,
    r.game_id,
    r."date" as info_date,
    fc_status(r.status, r.away_score, r.home_score) as status,
    coalesce(
        fc_team(r.home_name, r."date"),
        try_cast(regexp_extract(r.home_logo, '/(16106127[0-9]{2})/', 1) as integer)
    ) as home_team_id,
    coalesce(
        fc_team(r.away_name, r."date"),
        try_cast(regexp_extract(r.away_logo, '/(16106127[0-9]{2})/', 1) as integer)
    ) as away_team_id,
    r.away_score as home_score,
    r.home_score as away_score,
    case
        when len(list_distinct(string_split(r.starter_on, '|'))) = 10 then
            array_to_string(list_sort(list_distinct(string_split(r.starter_on, '|'))), '|')
    end as starter_ids
from {rows} as r
