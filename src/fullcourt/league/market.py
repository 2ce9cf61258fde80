"""What bookmakers offer: closing lines from true strength, points lines from recent form."""

from dataclasses import dataclass

import numpy as np

from fullcourt.league.schedule import Schedule
from fullcourt.league.strength import HOME_EDGE, TIRED_DEFENCE, TIRED_OFFENCE, Teams, back_to_back
from fullcourt.league.tables import Array, Columns, frozen

_POINTS_PER_MAKE_SHIFT = 190.0
_LEAGUE_TOTAL = 226.5
BOOKS = ("DraftKings", "FanDuel", "BetMGM", "Caesars")


@dataclass(frozen=True, slots=True)
class Market:
    """Closing lines by game, and points props: game, player, book, line, prices, minutes to tip."""

    lines: Columns
    props: Columns


def make_market(
    traits: Teams, schedule: Schedule, player_games: Columns, rng: np.random.Generator
) -> Market:
    """Lines a bookmaker would close at who knows the teams but not the evening."""
    return Market(_lines(traits, schedule, rng), _props(schedule, player_games, rng))


def _lines(traits: Teams, schedule: Schedule, rng: np.random.Generator) -> Columns:
    home, away = schedule.games["home"], schedule.games["away"]
    club = np.column_stack([home, away]).ravel()
    tired = (back_to_back(schedule, club) == 1).astype(float)
    attack = traits.offence[club] + TIRED_OFFENCE * tired
    attack = attack + np.tile([HOME_EDGE, -HOME_EDGE], len(home))
    guard = traits.defence[club] + TIRED_DEFENCE * tired
    expected = (attack + guard.reshape(-1, 2)[:, ::-1].ravel()).reshape(-1, 2)
    spread = 0.70 * _POINTS_PER_MAKE_SHIFT * (expected[:, 0] - expected[:, 1])
    spread = spread + rng.normal(0, 1.2, len(home))
    pace = 0.5 * (traits.pace[home] + traits.pace[away])
    total = (_LEAGUE_TOTAL + _POINTS_PER_MAKE_SHIFT * expected.sum(axis=1)) * pace
    total = np.clip(np.round(2 * (total + rng.normal(0, 2.0, len(home)))) / 2, 195, 255)
    spread = np.clip(np.round(2 * spread) / 2, -24, 24)
    rest = np.minimum(back_to_back(schedule, club) - 1, 7).reshape(-1, 2)
    win = 1 / (1 + np.exp(-spread * 0.155))
    return frozen(
        {
            "game": np.arange(len(home)),
            "spread": spread,
            "total": total,
            "home_price": _american(win * 1.045),
            "away_price": _american((1 - win) * 1.045),
            "home_rest": rest[:, 0],
            "away_rest": rest[:, 1],
        }
    )


def _american(chance: Array) -> Array:
    chance = np.clip(chance, 0.02, 0.985)
    price = np.where(chance >= 0.5, -100 * chance / (1 - chance), 100 * (1 - chance) / chance)
    return np.round(np.clip(price, -8000, 5000)).astype(np.int64)


def _props(schedule: Schedule, box: Columns, rng: np.random.Generator) -> Columns:
    """Points lines near each regular's average so far, from one to four books."""
    day = schedule.games["day"][box["game"]]
    order = np.lexsort((day, box["player"]))
    player = box["player"][order]
    first = np.r_[True, player[1:] != player[:-1]]
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    since = np.arange(len(order)) - start
    so_far = {n: np.cumsum(box[n][order]) - box[n][order] for n in ("points", "seconds")}
    mean = {n: (v - v[start]) / np.maximum(since, 1) for n, v in so_far.items()}
    offered = (since >= 5) & (mean["seconds"] >= 1320)
    rows = np.flatnonzero(offered & (rng.random(len(order)) < 0.93))
    books = np.repeat(rows, 1 + rng.integers(0, len(BOOKS), len(rows)))
    place = np.arange(len(books)) - np.searchsorted(books, books)
    # One opinion a player, half a point of disagreement between books.
    opinion = mean["points"] + rng.normal(0, 0.9, len(order))
    wish = opinion[books] + rng.choice([-0.5, 0.0, 0.0, 0.5], len(books))
    lean = rng.integers(-14, 15, len(books))
    keep = np.floor(wish) >= 1
    at = order[books]
    columns = {
        "game": box["game"][at],
        "player": box["player"][at],
        "book": place,
        "line": np.floor(wish) + 0.5,
        "over_price": np.where(lean < 10, -110 + lean, 90 + lean),
        "under_price": np.where(lean > -10, -110 - lean, 90 - lean),
        "minutes_before": 15 + rng.integers(0, 180, len(books)),
    }
    return frozen({name: values[keep] for name, values in columns.items()})
