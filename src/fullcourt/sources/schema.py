"""The landing tables: what every source module hands over, before any choice between sources.

Landing rows are what a file said, typed and normalised, one *unit* (mostly one game) at a time. A
unit is the grain at which versions are compared: equal content in whatever file changes nothing.
Raw models (`models/raw/*.sql`) choose between formats and put the rows on their Eastern date.

Times are naive UTC timestamps, dates are US Eastern, clocks are tenths of a second left in the
period, coordinates are tenths of a foot from the basket (negative x = left corner), playing time
is whole seconds.
"""

from collections.abc import Mapping

COUNTING = (
    ("points", "INTEGER"),
    ("fgm", "INTEGER"),
    ("fga", "INTEGER"),
    ("fg3m", "INTEGER"),
    ("fg3a", "INTEGER"),
    ("ftm", "INTEGER"),
    ("fta", "INTEGER"),
    ("oreb", "INTEGER"),
    ("dreb", "INTEGER"),
    ("ast", "INTEGER"),
    ("stl", "INTEGER"),
    ("blk", "INTEGER"),
    ("tov", "INTEGER"),
    ("pf", "INTEGER"),
)

_EVENT = (
    ("game_id", "VARCHAR"),
    ("event_seq", "INTEGER"),  # assigned on read: the feed's own row order, from 1
    ("source_event_id", "INTEGER"),
    ("period", "INTEGER"),
    ("clock_ds", "INTEGER"),
    ("event_type", "VARCHAR"),  # domain.events vocabulary
    ("sub_type", "VARCHAR"),
    ("player_id", "INTEGER"),
    ("other_player_id", "INTEGER"),  # who comes in on a substitution; second jumper
    ("assister_id", "INTEGER"),
    ("blocker_id", "INTEGER"),
    ("stealer_id", "INTEGER"),
    ("team_id", "INTEGER"),
    ("shot_value", "INTEGER"),
    ("made", "BOOLEAN"),
    ("distance_ft", "INTEGER"),
    ("x", "INTEGER"),
    ("y", "INTEGER"),
    ("area_label", "VARCHAR"),
    ("description", "VARCHAR"),
    ("score_home", "INTEGER"),
    ("score_away", "INTEGER"),
)

LANDING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "nbac_schedule": (
        ("game_id", "VARCHAR"),
        ("plan_date", "DATE"),  # the date this snapshot gives
        ("tip_utc", "TIMESTAMP"),
        ("home_team_id", "INTEGER"),
        ("away_team_id", "INTEGER"),
        ("game_type", "INTEGER"),
        ("status_text", "VARCHAR"),
        ("status", "VARCHAR"),  # scheduled / live / final / postponed / cancelled
        ("home_score", "INTEGER"),
        ("away_score", "INTEGER"),
    ),
    "postponed_games": (
        ("home_team_id", "INTEGER"),
        ("away_team_id", "INTEGER"),
        ("previous_date", "DATE"),
        ("rescheduled_date", "DATE"),
        ("rescheduled_tip_utc", "TIMESTAMP"),
    ),
    "game_info": (
        ("game_id", "VARCHAR"),
        ("info_date", "DATE"),
        ("status", "VARCHAR"),
        ("home_team_id", "INTEGER"),
        ("away_team_id", "INTEGER"),
        ("home_score", "INTEGER"),
        ("away_score", "INTEGER"),
        ("starter_ids", "VARCHAR"),  # "|"-joined, sorted; NULL unless exactly ten
    ),
    "nbac_gamebook": (
        ("game_id", "VARCHAR"),
        ("player_id", "INTEGER"),
        ("team_id", "INTEGER"),
        ("player_name", "VARCHAR"),
        ("player_status", "VARCHAR"),  # active / dnp / inactive / unknown
        ("status_comment", "VARCHAR"),
        ("starter", "BOOLEAN"),
        ("seconds", "INTEGER"),
        ("minutes_basis", "VARCHAR"),  # seconds / whole_minutes
        *COUNTING,
        ("plus_minus", "INTEGER"),
    ),
    "nbac_team_boxscore": (
        ("game_id", "VARCHAR"),
        ("team_id", "INTEGER"),
        ("is_home", "BOOLEAN"),
        ("team_seconds", "INTEGER"),
        ("minutes_basis", "VARCHAR"),
        *COUNTING,
    ),
    "nbac_play_by_play": _EVENT,
    "bigdataball_pbp": (
        *_EVENT,
        ("home_on_court", "VARCHAR"),  # five ids, sorted, "|"-joined
        ("away_on_court", "VARCHAR"),
    ),
    "shot_chart": (
        ("game_id", "VARCHAR"),
        ("shot_seq", "INTEGER"),  # the file's own row order inside the game, from 1
        ("source_event_id", "INTEGER"),
        ("player_id", "INTEGER"),
        ("team_id", "INTEGER"),
        ("period", "INTEGER"),
        ("clock_ds", "INTEGER"),
        ("zone_basic", "VARCHAR"),  # native SHOT_ZONE_BASIC text
        ("x", "INTEGER"),
        ("y", "INTEGER"),
        ("distance_ft", "INTEGER"),
        ("action_text", "VARCHAR"),
        ("made", "BOOLEAN"),
        ("shot_value", "INTEGER"),
    ),
    "game_lines": (
        ("line_date", "DATE"),
        ("home_team_id", "INTEGER"),
        ("away_team_id", "INTEGER"),
        ("book", "VARCHAR"),
        ("market", "VARCHAR"),  # spread / total / moneyline
        ("team_id", "INTEGER"),  # spread and moneyline: one row a team; total: NULL
        ("point", "DOUBLE"),  # team spread, negative = favourite; or the total
        ("price", "INTEGER"),  # American odds
        ("known_at", "TIMESTAMP"),  # NULL: a closing line without a time
    ),
    "player_props": (
        ("event_id", "VARCHAR"),
        ("event_date", "DATE"),
        ("home_team_id", "INTEGER"),
        ("away_team_id", "INTEGER"),
        ("player_name", "VARCHAR"),
        ("player_lookup", "VARCHAR"),
        ("book", "VARCHAR"),
        ("market", "VARCHAR"),  # points / pra
        ("line", "DOUBLE"),
        ("over_price", "INTEGER"),
        ("under_price", "INTEGER"),
        ("known_at", "TIMESTAMP"),
    ),
    "injury_report": (
        ("report_date", "DATE"),  # the game's Eastern date
        ("team_id", "INTEGER"),
        ("player_name", "VARCHAR"),  # NULL on a "not submitted" row
        ("player_lookup", "VARCHAR"),
        (
            "status",
            "VARCHAR",
        ),  # out / doubtful / questionable / probable / available / not_submitted
        ("reason", "VARCHAR"),
        ("known_at", "TIMESTAMP"),
    ),
    "injury_transactions": (
        ("transaction_date", "DATE"),
        ("team_id", "INTEGER"),
        ("player_name", "VARCHAR"),
        ("player_lookup", "VARCHAR"),
        ("direction", "VARCHAR"),  # out / in
        ("notes", "VARCHAR"),
    ),
    "issued_predictions": (  # not from a source: what `predict` said before tip-off
        ("season", "VARCHAR"),
        ("game_date", "DATE"),
        ("game_id", "VARCHAR"),
        ("player_id", "INTEGER"),
        ("market", "VARCHAR"),
        ("system", "VARCHAR"),
        ("tip_utc", "TIMESTAMP"),  # as planned then
        ("model_id", "VARCHAR"),
        ("team_id", "INTEGER"),
        ("opponent_team_id", "INTEGER"),
        *((name, "DOUBLE") for name in ("predicted_points", "q10", "q25", "q50", "q75", "q90")),
        *((name, "DOUBLE") for name in ("predicted_minutes", "predicted_rate", "line")),
        ("line_book", "VARCHAR"),
        ("line_known_at", "TIMESTAMP"),
        ("over_price", "INTEGER"),
        ("under_price", "INTEGER"),
        *((name, "DOUBLE") for name in ("p_over", "p_under", "p_push")),
        ("calibration", "VARCHAR"),
        ("confidence", "DOUBLE"),
        ("recommendation", "VARCHAR"),
        ("edge", "DOUBLE"),
        ("trained_through", "DATE"),
    ),
    "player_names": (
        ("player_id", "INTEGER"),
        ("player_name", "VARCHAR"),
        ("player_lookup", "VARCHAR"),
        ("first_date", "DATE"),  # NULL when the file has no dates
        ("last_date", "DATE"),
    ),
}
"""Landing table -> its content columns, in order. `unit` and the payload id come before them."""

FACT_TABLES = (
    "nbac_gamebook",
    "nbac_team_boxscore",
    "nbac_play_by_play",
    "bigdataball_pbp",
    "shot_chart",
)
"""Tables whose rows prove that a game took place; their unit is the game id."""
