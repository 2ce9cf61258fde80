-- A player's coming game on a date: context, windows and readiness.
select
    c.*, d.points_avg_3, d.points_avg_5, d.points_avg_10 as cached_avg_10, d.points_avg_season,
    d.points_std_10, d.games_expected_3, d.games_found_3, d.games_expected_5, d.games_found_5,
    d.games_expected_10 as cache_expected_10, d.games_found_10 as cache_found_10,
    f.ready, f.ready_basis, f.not_ready_reasons, f.quality_score, f.quality_tier, f.provenance,
    f.reasons as feature_reasons, t.tip_utc, t.injury_source
from wh.main.upcoming_player_game_context as c
left join wh.main.player_daily_cache as d
    on d.game_date = c.game_date and d.player_id = c.player_id
left join wh.main.ml_feature_store as f
    on f.game_date = c.game_date and f.game_id = c.game_id and f.player_id = c.player_id
left join wh.main.upcoming_team_game_context as t
    on t.game_date = c.game_date and t.game_id = c.game_id and t.team_id = c.team_id
where c.player_id = $player_id and c.game_date = cast($day as date)
order by c.game_id
limit 1
