"""A player, as known before one of his games: form, shots, the coming game and its features."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.draw.court import Court, Shooting, draw_court
from fullcourt.console.draw.form import Form, Game, Window, draw_form
from fullcourt.console.draw.interval import Scale, draw_intervals
from fullcourt.console.names import Names
from fullcourt.domain.names import fold
from fullcourt.errors import UsageError
from fullcourt.warehouse.store import Store

_GAMES = 22
_NO_DATES: Mapping[str, Any] = {"shown": None, "before": None, "after": None}
_READINESS = ("ready", "not_ready_reasons", "quality_score", "quality_tier")
_SEVEN = (
    "restricted_area",
    "paint_non_ra",
    "mid_range",
    "left_corner_3",
    "right_corner_3",
    "above_break_3",
)
_THREE = ("paint", "mid_range", "three")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of the coming game."""

    index: int
    name: str
    letter: str
    value: float | None
    unit: str
    meaning: str
    wanted: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """Features of one source."""

    source: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class PlayerPage:
    """Everything about a player before one date."""

    player_id: int
    name: str
    team_id: int | None
    day: date
    before: date | None
    after: date | None
    form: Form
    holes: int
    court: Court
    court_attempts: int
    coming: Mapping[str, Any] | None
    groups: tuple[FeatureGroup, ...]
    not_ready: tuple[str, ...]
    games: tuple[Mapping[str, Any], ...]
    predictions: tuple[tuple[str, Scale], ...]
    """Market by market, on one scale each."""


@dataclass(frozen=True, slots=True)
class PlayerList:
    """Players found by a name, or the best scorers."""

    wanted: str
    players: tuple[Mapping[str, Any], ...]


def player_list(console: Console, board: Board, wanted: str) -> PlayerList:
    """Players whose name contains some words."""
    with console.reader.store() as store:
        require_tables(board, "players", "upcoming_player_game_context")
        found = records(store, "player_list", {"wanted": fold(wanted)})
    return PlayerList(wanted, tuple(found))


def require_tables(board: Board, *names: str) -> None:
    """Refuse a page whose tables are not built yet.

    Raises:
        UsageError: One is missing.
    """
    for name in names:
        if name not in board.stored:
            raise UsageError(f"the table {name} is not built yet", hint="fullcourt backfill")


def player_page(console: Console, board: Board, player_id: int, day: date | None) -> PlayerPage:
    """Put one player's page together.

    Args:
        console: Whose warehouse.
        board: Its verdicts.
        player_id: Who.
        day: Date of the coming game; the latest he is expected on when None.

    Raises:
        UsageError: Nobody by that id is known.
    """
    with console.reader.store() as store:
        require_tables(board, "upcoming_player_game_context", "player_game_summary")
        names = board.names
        who: dict[str, object] = {"player_id": player_id}
        dates = next(iter(records(store, "player_dates", {**who, "day": day})), _NO_DATES)
        if dates["shown"] is None and player_id not in names.players:
            raise UsageError(f"there is no player {player_id}")
        shown = day or dates["shown"] or board.now.date()
        where = {**who, "day": shown}
        games = records(store, "player_games", where)[:_GAMES]
        coming = next(iter(records(store, "player_coming", where)), None)
        features = next(iter(records(store, "player_features", where)), None)
        if coming:
            coming |= {name: features[name] if features else None for name in _READINESS}
        season = coming["season"] if coming else (games[0]["season"] if games else "")
        zones = records(store, "player_zones", {**where, "season": season})
        shots = [(s["x"], s["y"], s["made"]) for s in records(store, "player_shots", where)]
        return PlayerPage(
            player_id,
            names.player(player_id),
            (coming or (games[0] if games else {})).get("team_id"),
            shown,
            dates["before"],
            dates["after"],
            draw_form(_games(games, names), _windows(coming), season),
            sum(1 for g in games if g["is_hole"]),
            draw_court(_shooting(zones), shots),
            sum(z["attempts"] for z in zones if z["zone"] in _THREE),
            coming,
            _groups(_catalog(console, board, store), features),
            tuple(json.loads(coming["not_ready_reasons"] or "[]")) if coming else (),
            tuple(games),
            _predictions(store, board, where),
        )


def _predictions(
    store: Store, board: Board, where: dict[str, object]
) -> tuple[tuple[str, Scale], ...]:
    if ("points_predictions", where["day"]) not in board.rows:
        return ()
    markets: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(store, "player_predictions", where):
        markets.setdefault(str(row["market"]), []).append(row)
    return tuple((m, draw_intervals(rows)) for m, rows in markets.items())


def _games(rows: Sequence[Mapping[str, Any]], names: Names) -> list[Game]:
    return [
        Game(
            r["game_date"],
            r["points"],
            ("" if r["is_home"] is None else "vs " if r["is_home"] else "at ")
            + (names.tricode(r["opponent_team_id"]) if r["opponent_team_id"] else "?"),
            r["season"],
        )
        for r in reversed(rows)
    ]


def _windows(coming: Mapping[str, Any] | None) -> list[Window]:
    if coming is None:
        return []
    found = []
    for length, average, expected, held in (
        (3, "points_avg_3", "games_expected_3", "games_found_3"),
        (5, "points_avg_5", "games_expected_5", "games_found_5"),
        (10, "points_avg_10", "games_expected_10", "games_found_10"),
    ):
        if coming[expected] is not None:
            found.append(Window(length, coming[average], coming[expected], coming[held]))
    return found


def _shooting(rows: Sequence[Mapping[str, Any]]) -> dict[str, Shooting]:
    """Seven zones where the sources tell them for about all shots, else the three groups."""
    held = {
        r["zone"]: Shooting(
            r["attempts"],
            r["makes"],
            100 * r["league_makes"] / r["league_attempts"] if r["league_attempts"] else None,
        )
        for r in rows
    }
    if not held:
        return {}
    detailed = sum(held[z].attempts for z in _SEVEN if z != "mid_range")
    grouped = sum(held[z].attempts for z in ("paint", "three"))
    zones = _SEVEN if detailed >= 0.9 * grouped and grouped else _THREE
    return {z: held[z] for z in zones}


def _catalog(console: Console, board: Board, store: Store) -> Sequence[tuple[Any, ...]]:
    """Every feature with what it means, in order."""
    return console.kept(
        "catalog",
        board,
        lambda: store.rows(
            "select feature_index, feature_name, feature_set, unit, source, meaning"
            " from wh.main.feature_catalog order by 1"
        ),
    )


def _groups(
    catalog: Sequence[tuple[Any, ...]], row: Mapping[str, Any] | None
) -> tuple[FeatureGroup, ...]:
    if row is None:
        return ()
    reasons = json.loads(row["reasons"] or "{}")
    letters = row["provenance"] or ""
    groups: dict[str, list[Feature]] = {}
    for index, name, wanted, unit, source, meaning in catalog:
        letter = letters[index] if index < len(letters) else "M"
        reason = str(reasons.get(str(index), ""))
        groups.setdefault(source, []).append(
            Feature(index, name, letter, row.get(name), unit, meaning, wanted, reason)
        )
    return tuple(FeatureGroup(s, tuple(f)) for s, f in groups.items())
