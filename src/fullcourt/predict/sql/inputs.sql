-- The content of everything that predictions read and that is dated before a day.
select model, cast(game_date as varchar), content_hash
from wh.ledger.build
where is_current and status = 'published' and game_date < $before
    and model in (
        'ml_feature_store', 'upcoming_player_game_context', 'upcoming_team_game_context',
        'player_game_summary', 'team_offense_game_summary', 'games', 'game_info',
        'player_composite_factors', 'player_shot_zone_analysis', 'team_defense_zone_analysis',
        'player_props'
    )
order by model, game_date
