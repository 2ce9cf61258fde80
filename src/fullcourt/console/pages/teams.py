"""Team defence by zone, and the games of a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcourt.console.board import Board
from fullcourt.console.console import Console, records
from fullcourt.console.draw.court import Court, Shooting, draw_court
from fullcourt.console.draw.interval import Interval, Scale, draw_intervals
from fullcourt.console.names import Names
from fullcourt.console.pages.players import require_tables
from fullcourt.domain.teams import Team, all_teams
from fullcourt.errors import UsageError
from fullcourt.integrity.calendar import eastern_date

ZONES = ("paint", "mid_range", "three")
_PLAYERS_SHOWN, _ADVISED_SHOWN = 6, 8


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone of a team's defence."""

    zone: str
    attempts: int
    makes: int
    percent: float | None
    versus: float | None
    per_game: float | None
    blocks: float | None
    rank: int
    teams: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team's defence before one date."""

    team: Team
    day: date
    before: date | None
    after: date | None
    row: Mapping[str, Any] | None
    zones: tuple[ZoneLine, ...]
    court: Court
    games: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """Every team's defence before one date."""

    day: date
    before: date | None
    after: date | None
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody expected in a game; without a bar nothing is predicted of him."""

    row: Mapping[str, Any]
    name: str
    team: str
    bar: Interval | None


@dataclass(frozen=True, slots=True)
class Side:
    """One team of a game, with those most is expected of."""

    row: Mapping[str, Any]
    players: tuple[Player, ...]


@dataclass(frozen=True, slots=True)
class SlateGame:
    """One game of a date; the visitors first."""

    game_id: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """The games of a date."""

    day: date
    before: date | None
    after: date | None
    is_tonight: bool
    games: tuple[SlateGame, ...]
    players: int
    ready: int
    scale: Scale
    advised: tuple[Player, ...]
    """Where the prediction leaves the line, the surest first."""


def teams_page(console: Console, board: Board, day: date | None) -> TeamsPage:
    """Every team's defence as known before a date."""
    with console.reader.store() as store:
        require_tables(board, "team_defense_zone_analysis")
        names = board.names
        shown, before, after = _around(board, "team_defense_zone_analysis", day)
        rows = records(store, "team_defense", {"day": shown})
    rows.sort(key=lambda r: (r["def_rating_15"] is None, r["def_rating_15"] or 0, r["team_id"]))
    return TeamsPage(
        shown, before, after, tuple({**r, "name": names.team(r["team_id"])} for r in rows)
    )


def team_page(console: Console, board: Board, team_id: int, day: date | None) -> TeamPage:
    """One team's defence as known before a date.

    Raises:
        UsageError: There is no such team.
    """
    team = next((t for t in all_teams() if t.team_id == team_id), None)
    if team is None:
        raise UsageError(f"there is no team {team_id}")
    with console.reader.store() as store:
        require_tables(board, "team_defense_zone_analysis", "team_defense_game_summary")
        names = board.names
        shown, before, after = _around(board, "team_defense_zone_analysis", day)
        rows = records(store, "team_defense", {"day": shown})
        games = records(store, "team_games", {"day": shown, "team_id": team_id})
    row = next((r for r in rows if r["team_id"] == team_id), None)
    zones = tuple(_zone(z, row, rows) for z in ZONES) if row else ()
    shooting = {
        z.zone: Shooting(z.attempts, z.makes, None, z.versus) for z in zones if z.versus is not None
    }
    return TeamPage(
        team,
        shown,
        before,
        after,
        row,
        zones,
        draw_court(shooting),
        tuple(_opponent(g, team_id, names) for g in games),
    )


def _around(board: Board, table: str, day: date | None) -> tuple[date, date | None, date | None]:
    """The date to show (tonight's, else the next prepared, else the latest), and its neighbours."""
    dates = [
        c.game_date for c in board.by_model.get(table, ()) if c.game_date and c.current_build_id
    ]
    if not dates:
        raise UsageError(f"the table {table} is not built yet", hint="fullcourt backfill")
    tonight = eastern_date(board.now)
    shown = day or next((d for d in dates if d >= tonight), dates[-1])
    before = [d for d in dates if d < shown]
    after = [d for d in dates if d > shown]
    return shown, before[-1] if before else None, after[0] if after else None


def _zone(zone: str, row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> ZoneLine:
    column = f"{zone}_pct_allowed"
    ranked = sorted(r[column] for r in rows if r[column] is not None)
    value = row[column]
    return ZoneLine(
        zone,
        row[f"{zone}_attempts"] or 0,
        row[f"{zone}_makes"] or 0,
        value,
        row[f"{zone}_defense_vs_league_avg"],
        row[f"{zone}_attempts_per_game"],
        row[f"{zone}_blocks_per_game"],
        1 + sum(1 for v in ranked if v < value) if value is not None else 0,
        len(ranked),
    )


def _opponent(game: Mapping[str, Any], team_id: int, names: Names) -> Mapping[str, Any]:
    at_home = game["home_team_id"] == team_id
    own, other = ("home", "away") if at_home else ("away", "home")
    return {
        **game,
        "label": ("vs " if at_home else "at ") + names.tricode(game[f"{other}_team_id"]),
        "own": game[f"{own}_points"],
        "other": game[f"{other}_points"],
    }


def slate_page(console: Console, board: Board, day: date | None) -> Slate:
    """The games of a date, with what is predicted of those most is expected of."""
    with console.reader.store() as store:
        require_tables(board, "upcoming_team_game_context", "ml_feature_store")
        names = board.names
        shown, before, after = _around(board, "upcoming_team_game_context", day)
        where: dict[str, object] = {"day": shown}
        rows = records(store, "slate", where)
        expected = records(store, "slate_players", where)
        predicted = ("points_predictions", shown) in board.rows
        said = records(store, "slate_predictions", where) if predicted else []
    scale = draw_intervals(said)
    bars = {(i.row["game_id"], i.row["player_id"]): i for i in scale.intervals}
    players = [
        Player(
            p,
            names.player(p["player_id"]),
            names.tricode(p["team_id"]),
            bars.get((p["game_id"], p["player_id"])),
        )
        for p in expected
    ]
    games: dict[str, list[Side]] = {}
    for row in rows:
        games.setdefault(row["game_id"], []).append(_side(row, names, players))
    return Slate(
        shown,
        before,
        after,
        shown == eastern_date(board.now),
        tuple(SlateGame(g, tuple(sides)) for g, sides in games.items()),
        sum(r["players"] or 0 for r in rows),
        sum(r["ready"] or 0 for r in rows),
        scale,
        _advised(players),
    )


def _side(row: Mapping[str, Any], names: Names, players: Sequence[Player]) -> Side:
    own = [
        p
        for p in players
        if (p.row["game_id"], p.row["team_id"]) == (row["game_id"], row["team_id"])
    ]
    own.sort(key=lambda p: -_points(p))
    named = {**row, "name": names.team(row["team_id"]), "code": names.tricode(row["team_id"])}
    return Side(named, tuple(own[:_PLAYERS_SHOWN]))


def _points(player: Player) -> float:
    return float(
        player.bar.row["predicted_points"] if player.bar else player.row["points_avg_10"] or 0
    )


def _advised(players: Sequence[Player]) -> tuple[Player, ...]:
    found = [p for p in players if p.bar and p.bar.row["recommendation"] in ("over", "under")]
    found.sort(key=lambda p: -float(p.bar.row["confidence"] or 0) if p.bar else 0.0)
    return tuple(found[:_ADVISED_SHOWN])
