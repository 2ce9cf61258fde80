"""The shapes JSON responses come in, flattened to tables of text.

Flattened columns carry the names that the same content has in published CSV files, so that one
format module reads both.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fullcourt.domain.seasons import eastern_to_utc


@dataclass(frozen=True, slots=True)
class JsonSheet:
    """One table found in a response."""

    columns: tuple[str, ...]
    rows: list[Sequence[Any]]


def sheets_of(payload: Any) -> list[JsonSheet] | None:
    """Every table in a response: none in a valid answer without rows; None for an unknown shape."""
    if not payload:
        return []
    if isinstance(payload, list) and all(isinstance(record, dict) for record in payload):
        return [_records(payload)]
    if isinstance(payload, dict):
        for key, flatten in _SHAPES.items():
            if key in payload:
                return flatten(payload)
    return None


def captured_of(payload: Any) -> datetime | None:
    """When the response says it was made, as naive UTC.

    `meta.time` is Eastern wall time even where it ends in `Z`: the answer for a finished game
    bears a time that, as UTC, would lie before its tip-off.
    """
    meta = payload.get("meta") if isinstance(payload, dict) else None
    text = meta.get("time") if isinstance(meta, dict) else None
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z")[:19].replace("T", " "))
    except ValueError:
        return None
    return eastern_to_utc(moment)


def _result_sets(payload: Mapping[str, Any]) -> list[JsonSheet]:
    """stats.nba.com: `resultSets` with headers and row sets."""
    found = payload.get("resultSets") or payload.get("resultSet") or []
    sets = [found] if isinstance(found, dict) else found
    return [JsonSheet(tuple(map(str, s["headers"])), list(s["rowSet"])) for s in sets]


def _live_actions(payload: Mapping[str, Any]) -> list[JsonSheet] | None:
    """Live and v3 play-by-play: `game.actions`, the game id above them."""
    game = payload["game"]
    if "actions" not in game:
        return None
    return [_records([{"gameId": game.get("gameId"), **action} for action in game["actions"]])]


def _league_schedule(payload: Mapping[str, Any]) -> list[JsonSheet]:
    """scheduleLeagueV2: games under dates, teams as objects."""
    dates = payload["leagueSchedule"].get("gameDates", [])
    return [_records([_dotted(game) for day in dates for game in day.get("games", [])])]


def _traditional_box(payload: Mapping[str, Any]) -> list[JsonSheet]:
    """boxscoretraditionalv3: two teams with players and totals."""
    box = payload["boxScoreTraditional"]
    players, totals = [], []
    for side in ("homeTeam", "awayTeam"):
        team = box[side]
        head = {"gameId": box["gameId"], "teamId": team["teamId"]}
        for player in team.get("players", []):
            name = f"{player.get('firstName', '')} {player.get('familyName', '')}".strip()
            players.append({**head, **player, "personName": name, **player.get("statistics", {})})
        if team.get("statistics"):
            totals.append({**head, "isHome": side == "homeTeam", **team["statistics"]})
    return [_records(players), _records(totals)]


def _game_info(payload: Mapping[str, Any]) -> list[JsonSheet]:
    """The game archive's info files: one game."""
    row = {
        "game_id": payload.get("game_id"),
        "date": payload.get("date"),
        "status": payload.get("status"),
        "players_json": json.dumps(payload.get("players") or {}),
        "starter_on": payload.get("starter_on"),
    }
    for side in ("home", "away"):
        team = payload[f"{side}Team"]
        row |= {f"{side}_{key}": team.get(key) for key in ("name", "score", "logo")}
    return [_records([row])]


_SHAPES: Mapping[str, Callable[[Mapping[str, Any]], list[JsonSheet] | None]] = {
    "resultSets": _result_sets,
    "resultSet": _result_sets,
    "leagueSchedule": _league_schedule,
    "boxScoreTraditional": _traditional_box,
    "game": _live_actions,
    "homeTeam": _game_info,
}


def _records(records: Iterable[Mapping[str, Any]]) -> JsonSheet:
    """Rows of a list of objects: columns in order of first sight, objects and lists left out."""
    kept = list(records)
    names: dict[str, None] = {}
    for record in kept:
        for name, value in record.items():
            if not isinstance(value, dict | list):
                names.setdefault(name)
    columns = tuple(names)
    rows: list[Sequence[Any]] = [[_scalar(record.get(name)) for name in columns] for record in kept]
    return JsonSheet(columns, rows)


def _scalar(value: Any) -> Any:
    return None if isinstance(value, dict | list) else value


def _dotted(record: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": leaf for inner, leaf in value.items()}
        else:
            flat[name] = value
    return flat
