-- Feature rows by season, date, readiness and what keeps them from it.
select season, game_date, ready, not_ready_reasons, count(*) as number
from wh.main.ml_feature_store
group by season, game_date, ready, not_ready_reasons
