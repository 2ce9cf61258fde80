-- Feature rows by season, and how many of them a model may see.
select
    season,
    count(*) as "rows",
    count(*) filter (where ready) as ready
from wh.main.ml_feature_store
group by season
order by season
