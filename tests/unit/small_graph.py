"""A made-up graph of tables over a made-up calendar: enough to walk through windows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from fullcourt.integrity.calendar import Calendar, Day
from fullcourt.integrity.events import Event, Events
from fullcourt.integrity.fingerprint import Fingerprints
from fullcourt.integrity.graph import Graph
from fullcourt.integrity.reach import Changes
from fullcourt.integrity.state import State
from fullcourt.warehouse.models import Model, parse_model

FIRST = date(2030, 1, 1)

TABLES: dict[str, tuple[str, str, str]] = {
    # name: (layer, columns besides season and game_date, reads)
    "boxes": ("raw", "game_id player_id points", ""),
    "appearances": ("spine", "game_id player_id team_id", 'boxes = "same day"'),
    "lines": (
        "analytics",
        "game_id player_id team_id points",
        'boxes = "same day"\nappearances = "same day"',
    ),
    "teams_games": ("analytics", "game_id team_id points", 'lines = "same day"'),
    "team_form": ("precompute", "team_id points", 'teams_games = "last 2 by team_id"'),
    "player_form": ("precompute", "player_id points", 'lines = "season by player_id"'),
    "averages": ("precompute", "team_id mean", 'lines = "season before"'),
    "features": (
        "features",
        "game_id player_id team_id opponent_team_id form",
        'team_form = "same day"\nplayer_form = "same day"\naverages = "same day"',
    ),
}
SQL = {
    "lines": "select b.season, b.game_date, b.game_id, b.player_id, a.team_id, b.points from boxes"
    " as b join appearances as a on a.game_id = b.game_id and a.player_id = b.player_id",
    "teams_games": "select season, game_date, game_id, team_id, sum(points) as points from lines"
    " group by season, game_date, game_id, team_id",
}


def model(name: str, layer: str, columns: str, reads: str, sql: str = "") -> Model:
    """A table with season, game_date and the given columns; *_id but game_id are integers."""
    names = ["season", "game_date", *columns.split()]
    kinds = {"season": "TEXT", "game_date": "DATE", "game_id": "TEXT"}
    listed = "\n".join(f'{n} = "{kinds.get(n, "INT")}: made up"' for n in names)
    grain = [n for n in ("game_date", "game_id", "player_id", "team_id") if n in names]
    if name in ("appearances", "features"):
        grain = ["game_date", "game_id", "player_id"]
    framed = {"appearances": 'frames = "player_id"\n'}.get(name, "")
    head = f'about = "made up"\n{framed}grain = {grain}\n[reads]\n{reads}\n[columns]\n{listed}'
    body = sql or f"select {', '.join(names)} from {name}_source"
    return parse_model(f"/*\n{head}\n*/\n{body}", name, layer)


def graph(tables: Mapping[str, tuple[str, str, str]] = TABLES) -> Graph:
    """The graph of the made-up tables, with a view that counts a team's games."""
    models = {n: model(n, *spec, SQL.get(n, "")) for n, spec in tables.items()}
    counted = "season game_date game_id team_id"
    listed = "\n".join(f'{c} = "TEXT: made up"' for c in counted.split())
    models["team_counted"] = parse_model(
        f'/*\nabout = "a view"\nkind = "view"\nframes = "team_id"\n'
        f'grain = ["game_date", "game_id", "team_id"]\n[reads]\nappearances = "same day"\n'
        f"[columns]\n{listed}\n*/\nselect distinct {', '.join(counted.split())} from appearances",
        "team_counted",
        "spine",
    )
    return Graph(models)


def day(number: int, season: int = 0) -> date:
    """The date of a round: every second day; seasons lie 300 days apart."""
    return FIRST + timedelta(days=300 * season + 2 * (number - 1))


def calendar(rounds: int = 8, seasons: int = 2) -> Calendar:
    """Rounds with one game each."""
    return Calendar(
        tuple(
            Day(
                day(n, s),
                f"203{s}-3{s + 1}",
                1,
                0,
                0,
                0,
                datetime.combine(day(n, s), datetime.min.time()),
            )
            for s in range(seasons)
            for n in range(1, rounds + 1)
        )
    )


def state(rounds: int = 8, seasons: int = 2) -> State:
    """Nothing built yet, everything over."""
    days = calendar(rounds, seasons)
    marks = Fingerprints(days, {})
    return State(graph(), days, {}, {}, marks, frozenset(), datetime(2040, 1, 1), Changes(days))


def events(teams: Mapping[int, Iterable[date]], players: Mapping[int, int] | None = None) -> Events:
    """Teams with the dates of their games; player -> team, appearing in all of them."""
    by_team = {t: [Event(d, f"G{d}") for d in dates] for t, dates in teams.items()}
    by_player = {p: list(by_team[t]) for p, t in (players or {}).items()}
    return Events({"team_id": by_team, "player_id": by_player})
