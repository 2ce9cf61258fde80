"""Player props from The Odds API, flattened: one player, event, bookmaker and moment a row.

The published files have no market column although points and PRA (points + rebounds + assists)
look alike. The market is decided in this order:

1. a `market` column (`points`, `player_points`, `pra`, `player_points_rebounds_assists`);
2. the lines: one above 42 is no points line, so the file is `pra`; 100 or more rows with a median
   up to 18.5 and nothing above 42 are `points`;
3. the file's name, if it says `pra` or `points` (reported as `assumed_market`);
4. otherwise NULL, reported as `unknown_market`: add a `market` column.

Other traps: names only; several rows for a player, event and bookmaker at different moments (all
kept, exact repeats dropped); `timestamp` is UTC and falls on the next day for evening games, while
`event_date` is Eastern; prices are float text.
"""

from pathlib import Path

import duckdb

from fullcourt.sources.base import Problem
from fullcourt.sources.format import Format, Parameters, fill
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

_MARKETS = frozenset({"points", "player_points", "pra", "player_points_rebounds_assists"})

OFFERS = Layout(
    fields=(
        Field("player_name", need=Need.KEY),
        Field("event_id", need=Need.KEY),
        Field("event_date", Kind.DATE, Need.KEY),
        *columns(Kind.TEAM_NAME, Need.REQUIRED, "home_team", "away_team"),
        Field("bookmaker"),
        Field("market", need=Need.OPTIONAL, allowed=_MARKETS),
        Field("line", Kind.NUMBER, Need.KEY),
        Field("timestamp", Kind.TIMESTAMP),
        *columns(Kind.PRICE, Need.REQUIRED, "over_price", "under_price"),
    ),
    tables={"player_props": "odds_api_props_offers.sql"},
    leave_out=("odds_api_props_repeats.sql",),
    problems=("odds_api_props_impossible.sql",),
)


def market_of(con: duckdb.DuckDBPyConnection, rows: str, path: Path) -> Parameters:
    """The market of rows that do not name one."""
    found = con.execute(fill("odds_api_props_market.sql", {"rows": rows})).fetchone()
    unnamed, by_lines = found if found else (0, None)
    if not unnamed:
        return Parameters({"market": "null"})
    if by_lines:
        return Parameters({"market": f"'{by_lines}'"}, notes=(f"market {by_lines}, by the lines",))
    name = path.name.lower()
    by_name = next((m for m in ("pra", "points") if m in name), None)
    if by_name:
        told = f"no market column; read as {by_name}, which the file's name says"
        return Parameters({"market": f"'{by_name}'"}, (_problem("assumed_market", told, unnamed),))
    told = "no market column and nothing that tells points from PRA; add a market column"
    return Parameters({"market": "null"}, (_problem("unknown_market", told, unnamed),))


def _problem(rule: str, message: str, count: int) -> Problem:
    return Problem(rule, message, column="market", count=count)


FORMAT = Format("odds_api_props", (OFFERS,), parameters=market_of)
