"""A seeded, possession-level simulated league that writes the same raw files as the real one.

    >>> from fullcourt.league import LeagueConfig, simulate, write
    >>> league = simulate(LeagueConfig.mini(dates=3, teams=4, seed=7))
    >>> len(league.games["game_id"])
    6

`write(league, folder)` then makes files that `fullcourt ingest` reads; `faults` damages them.
"""

from fullcourt.league import faults
from fullcourt.league.config import LeagueConfig
from fullcourt.league.simulate import League, simulate, simulate_seasons
from fullcourt.league.write import DEFAULT_FORMATS, Format, write

__all__ = [
    "DEFAULT_FORMATS",
    "Format",
    "League",
    "LeagueConfig",
    "faults",
    "simulate",
    "simulate_seasons",
    "write",
]
