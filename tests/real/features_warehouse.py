"""The corpus landed and everything up to the feature store built over it, without the engine."""

import csv
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from analytics_warehouse import END, SEASONS, START, corpus, seed_sql

from fullcourt.integrity.landing import create_landing, land
from fullcourt.integrity.schema import create_ledger, create_tables, seed_path
from fullcourt.sources.read import read_file
from fullcourt.sources.schema import LANDING
from fullcourt.warehouse.compose import select_sql, table_reads
from fullcourt.warehouse.models import load_models
from fullcourt.warehouse.store import Store

SKIPPED = {"play_by_play_cdn_oncourt.parquet", "nbastats_2021.tar.xz"}
"""The same games told a second time; reading them would only cost time."""

MODELS = load_models()
STORE = MODELS["ml_feature_store"]

Row = dict[str, Any]


TAKEN_OVER = {
    "player_daily_cache": [
        *("points_avg_3", "points_avg_5", "points_avg_10", "points_avg_season", "points_std_10"),
        *("points_slope_10", "minutes_avg_5", "minutes_avg_10", "minutes_avg_season"),
        *("minutes_std_10", "points_per_36_10", "fga_per_36_10", "fg3a_per_36_10"),
        *("fta_per_36_10", "usage_rate_5", "usage_rate_season", "ts_pct_10"),
        *("ft_points_share_10", "appearance_rate_10"),
    ],
    "player_composite_factors": [
        *("usage_spike_score", "fatigue_score", "opponent_strength_score"),
        *("shot_zone_mismatch_score", "pace_score"),
    ],
    "player_shot_zone_analysis": [
        ("pct_paint_10", "paint_rate_10"),
        ("pct_mid_range_10", "mid_range_rate_10"),
        ("pct_three_10", "three_rate_10"),
        *("points_per_shot_20", "assisted_rate_10"),
    ],
    "upcoming_player_game_context": [
        ("games_played_season", "appearances_season"),
        *("days_rest", "games_last_7", "games_last_14"),
        *("teammates_out", "usage_vacated", "minutes_vacated"),
        ("back_to_back", "cast(back_to_back as integer)"),
        ("home_game", "cast(is_home as integer)"),
        ("minutes_last_7", "round(seconds_last_7 / 60, 3)"),
    ],
    "upcoming_team_game_context": [
        *("team_game_number", "game_total", "team_spread", "implied_team_total"),
        ("is_playoff", "cast(is_playoff as integer)"),
        ("team_pace_10", "pace_10"),
        ("team_off_rating_10", "off_rating_10"),
        ("team_win_pct", "win_pct"),
        ("rest_advantage", "case when days_rest is not null and opponent_days_rest is not null"
         " then greatest(-3, least(3, days_rest - opponent_days_rest)) end"),
    ],
    "team_defense_zone_analysis": [
        ("opp_def_rating_15", "def_rating_15"),
        ("opp_paint_vs_league", "paint_defense_vs_league_avg"),
        ("opp_mid_range_vs_league", "mid_range_defense_vs_league_avg"),
        ("opp_three_vs_league", "three_defense_vs_league_avg"),
    ],
}  # fmt: skip
"""Table -> its columns, or (feature, expression) where the names differ."""
KEYS = {
    "upcoming_team_game_context": "u.game_id = f.game_id and u.team_id = f.team_id",
    "team_defense_zone_analysis": "u.team_id = f.opponent_team_id",
}
MADE_HERE = {
    *("prior_points_avg", "prior_minutes_avg", "prior_games", "points_shrunk", "minutes_shrunk"),
    *("usage_shrunk", "points_per_36_shrunk", "points_vs_opp_shrunk"),
}


class Warehouse:
    """The corpus landed and built up to the feature store by the bare SELECTs, in one batch."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "features.duckdb")
        create_ledger(self.store)
        create_landing(self.store, LANDING)
        create_tables(self.store, MODELS)
        now = datetime.now(UTC).replace(tzinfo=None)
        for season in SEASONS:
            for path in sorted((corpus() / season).iterdir()):
                if path.name not in SKIPPED:
                    land(self.store, read_file(self.store.con, path), 1, now)
        done: set[str] = set()
        self._build(STORE.name, done)

    def _build(self, name: str, done: set[str]) -> None:
        if name in done or name not in MODELS:
            return
        done.add(name)
        model = MODELS[name]
        for read in table_reads(model, MODELS):
            self._build(read.name, done)
        if not model.is_table:
            return
        sql = select_sql(model, MODELS, START, END) if model.sql else seed_sql(model)
        self.store.con.execute(f"insert into main.{name} {sql}")

    def rows(self, sql: str) -> list[Row]:
        found = self.store.con.execute(sql)
        names = [c[0] for c in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    def value(self, sql: str) -> Any:
        return self.store.scalar(sql)


def catalog() -> list[Row]:
    text = seed_path(MODELS["feature_catalog"]).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def rounded(value: Fraction | None, digits: int = 3) -> float | None:
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def previous(season: str) -> str:
    start = int(season[:4]) - 1
    return f"{start}-{(start + 1) % 100:02d}"
