"""The play-in and four rounds of best-of-seven series, after the regular season's standings."""

from collections.abc import Sequence

import numpy as np

from fullcourt.league.batch import Batch, Needed, Setting, play_batch
from fullcourt.league.schedule import Schedule, games_table
from fullcourt.league.tables import Array, frozen

LENGTH = 78
"""Days a postseason takes at most."""
_HOSTS = (1, 1, 0, 0, 1, 0, 1)  # whether the better side is at home
_ROUND_DAYS = 16


def play_postseason(setting: Setting, regular: Batch) -> list[Batch]:
    """Play-in (if both conferences have ten teams) and play-offs, as batches in date order."""
    wins = _wins(regular, setting.config.teams)
    half = setting.config.teams // 2
    day = int(regular.schedule.games["day"].max()) + 2
    seeds = [list(_ranked(wins, range(s, s + half))) for s in (0, half)]
    batches: list[Batch] = []
    if half >= 10:
        batches, seeds = _play_in(setting, regular.schedule, seeds, day)
    size = max(s for s in (1, 2, 4, 8) if s <= half)
    alive = [_bracket(table[:size]) for table in seeds]
    number = 1
    day += 5
    while True:
        final = len(alive[0]) == 1
        pairs = [(alive[0][0], alive[1][0])] if final else _pairs(alive)
        pairs = [(a, b) if wins[a] >= wins[b] else (b, a) for a, b in pairs]
        batch = _series(setting, regular.schedule, pairs, (number, day))
        batches.append(batch)
        if final:
            return batches
        winners = _winners(batch, pairs)
        alive = [winners[: len(winners) // 2], winners[len(winners) // 2 :]]
        number, day = number + 1, day + _ROUND_DAYS


def _wins(batch: Batch, teams: int) -> Array:
    home = batch.score[:, 0] > batch.score[:, 1]
    winner = np.where(home, batch.schedule.games["home"], batch.schedule.games["away"])
    counted = batch.schedule.games["game_type"] == 2
    return np.bincount(winner[counted], minlength=teams)


def _ranked(wins: Array, teams: Sequence[int]) -> list[int]:
    return sorted(teams, key=lambda team: (-int(wins[team]), team))


def _bracket(seeds: list[int]) -> list[int]:
    """Seeds in the order in which neighbours meet: 1-8, 4-5, 2-7, 3-6."""
    order = {1: [0], 2: [0, 1], 4: [0, 3, 1, 2], 8: [0, 7, 3, 4, 1, 6, 2, 5]}[len(seeds)]
    return [seeds[place] for place in order]


def _pairs(alive: list[list[int]]) -> list[tuple[int, int]]:
    return [(side[i], side[i + 1]) for side in alive for i in range(0, len(side), 2)]


def _play_in(
    setting: Setting, base: Schedule, seeds: list[list[int]], day: int
) -> tuple[list[Batch], list[list[int]]]:
    """Seventh against eighth, ninth against tenth, then loser against winner for the last place."""
    first = [pair for table in seeds for pair in ((table[6], table[7]), (table[8], table[9]))]
    opening = _single_games(setting, base, first, ("101", "111", "121", "131"), day)
    won = _winners(opening, first)
    second = []
    for side in (0, 1):
        beaten = next(t for t in first[2 * side] if t != won[2 * side])
        second.append((beaten, won[2 * side + 1]))
    closing = _single_games(setting, base, second, ("201", "211"), day + 2)
    last = _winners(closing, second)
    tables = [[*seeds[s][:6], won[2 * s], last[s]] for s in (0, 1)]
    return [opening, closing], tables


def _single_games(
    setting: Setting, base: Schedule, pairs: list[tuple[int, int]], ends: Sequence[str], day: int
) -> Batch:
    yy = setting.config.start_year % 100
    return play_batch(
        setting,
        _round(
            base,
            [f"005{yy:02d}00{end}" for end in ends],
            [(a, b, day) for a, b in pairs],
            known=day - 1,
        ),
    )


def _series(
    setting: Setting, base: Schedule, pairs: list[tuple[int, int]], when: tuple[int, int]
) -> Batch:
    """Best of seven for every pair; all are played, those after the fourth win are dropped."""
    number, day = when
    yy = setting.config.start_year % 100
    ids, rows = [], []
    for game in range(7):
        for place, (better, other) in enumerate(pairs):
            at_home = bool(_HOSTS[game])
            ids.append(f"004{yy:02d}00{number}{place}{game + 1}")
            home, away = (better, other) if at_home else (other, better)
            rows.append((home, away, day + 2 * game + place % 2))
    return play_batch(setting, _round(base, ids, rows, known=day - 2), _until_four(pairs, rows))


def _until_four(pairs: list[tuple[int, int]], rows: list[tuple[int, int, int]]) -> Needed:
    def needed(score: Array) -> Array:
        keep = np.zeros(len(rows), dtype=bool)
        for place, (better, _) in enumerate(pairs):
            won = {True: 0, False: 0}
            for game in range(place, len(rows), len(pairs)):
                keep[game] = True
                home_won = bool(score[game, 0] > score[game, 1])
                won[home_won == (rows[game][0] == better)] += 1
                if max(won.values()) == 4:
                    break
        return keep

    return needed


def _winners(batch: Batch, pairs: list[tuple[int, int]]) -> list[int]:
    """Who won more games of each pair."""
    games = batch.schedule.games
    winner = np.where(batch.score[:, 0] > batch.score[:, 1], games["home"], games["away"])
    count = np.bincount(winner, minlength=int(winner.max()) + 1)
    return [max(pair, key=lambda t: int(count[t]) if t < len(count) else 0) for pair in pairs]


def _round(
    base: Schedule, ids: list[str], rows: list[tuple[int, int, int]], *, known: int
) -> Schedule:
    """A schedule of further games, announced at 04:00 UTC of day `known`."""
    home, away, day = (np.array(column) for column in zip(*rows, strict=True))
    games = games_table(ids, home, away, day, np.full(len(ids), 1200))
    moment = np.datetime64(base.date_of(known), "s") + np.timedelta64(4, "h")
    games["announced_at"] = np.full(len(ids), moment)
    return Schedule(base.first_date, frozen(games))
