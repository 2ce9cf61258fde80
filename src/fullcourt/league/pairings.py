"""Who plays whom and on which date, before anything goes wrong."""

from datetime import date, timedelta

import numpy as np

from fullcourt.league.config import LeagueConfig
from fullcourt.league.tables import Array

_BREAK_DAYS = 6
# Games wanted by weekday, Monday first.
_WEEKDAY = np.array([7.6, 6.2, 10.2, 4.0, 10.4, 8.2, 7.0])


def opening_night(config: LeagueConfig) -> date:
    """The third Tuesday of October, unless the config names a date."""
    if config.first_date:
        return config.first_date
    first = date(config.start_year, 10, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)


def plan(config: LeagueConfig, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Day number, home and away team index of every planned game, in date order."""
    if config.dates is not None:
        return _mini_plan(config, rng)
    pairs = _pairs(config)
    return _spread(config, pairs, rng)


def _mini_plan(config: LeagueConfig, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """A random pairing of the teams on each date; gaps of one or two days between dates."""
    assert config.dates is not None
    days, home, away, day = [], [], [], 0
    hosted = np.zeros(config.teams, dtype=int)
    fit = config.games_per_date or config.teams // 2
    for number in range(config.dates):
        order = rng.permutation(config.teams)
        for k in range(min(fit, config.teams // 2)):
            a, b = int(order[2 * k]), int(order[2 * k + 1])
            if hosted[a] > hosted[b]:
                a, b = b, a
            hosted[a] += 1
            days.append(day)
            home.append(a)
            away.append(b)
        day += 1 if number % 3 == 0 else 2
    return np.array(days), np.array(home), np.array(away)


def _pairs(config: LeagueConfig) -> Array:
    """All pairings of a season as (home, away) rows, 41 home games a team in a full league."""
    if config.teams != 30 or config.games_per_team != 82:
        return _round_robin(config)
    rows: list[tuple[int, int]] = []
    for a in range(30):
        for b in range(a + 1, 30):
            if a // 15 != b // 15:
                rows += [(a, b), (b, a)]
    for conference in (0, 15):
        for a in range(15):
            for step in range(1, 8):
                here, there = conference + a, conference + (a + step) % 15
                if step in (3, 6):
                    rows += [(here, there), (here, there), (there, here)]
                else:
                    rows += [(here, there), (there, here)] * 2
    return np.array(rows)


def _round_robin(config: LeagueConfig) -> Array:
    rows: list[tuple[int, int]] = []
    circle = list(range(config.teams))
    half = config.teams // 2
    for turn in range(config.games_per_team):
        for k in range(half):
            pair = (circle[k], circle[-1 - k])
            rows.append(pair if (turn + k) % 2 else pair[::-1])
        circle = [circle[0], circle[-1], *circle[1:-1]]
    return np.array(rows)


def _game_days(config: LeagueConfig, games: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Days with games and how many games each should take."""
    start = opening_night(config)
    density = 1230 / 165 * config.teams / 30
    span = round(games / density) + 10
    days = np.arange(span)
    free = np.zeros(span, dtype=bool)
    for day in range(span):
        when = start + timedelta(days=day)
        if (when.month, when.day) in {(12, 24), (4, 4)} or (
            when.month == 11 and when.weekday() == 3 and 22 <= when.day <= 28
        ):
            free[day] = True
    if config.all_star_break:
        sunday = date(config.start_year + 1, 2, 14)
        sunday += timedelta(days=(6 - sunday.weekday()) % 7)
        gap = (sunday - start).days
        free[(days >= gap - 2) & (days < gap - 2 + _BREAK_DAYS)] = True
    days = days[~free]
    weight = _WEEKDAY[(days + start.weekday()) % 7].copy()
    weight *= rng.uniform(0.7, 1.3, len(weight))
    weight[0] = 2.2
    wanted = weight / weight.sum() * games
    counts = np.diff(np.r_[0, np.round(np.cumsum(wanted)).astype(int)])
    return days, counts


def _spread(
    config: LeagueConfig, pairs: Array, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Put the pairings on days: nobody three days running, back-to-backs rare."""
    days, counts = _game_days(config, len(pairs), rng)
    open_pairs = np.ones(len(pairs), dtype=bool)
    left = np.bincount(pairs.ravel(), minlength=config.teams).astype(float)
    last = np.full(config.teams, -9)
    before = np.full(config.teams, -9)
    placed = np.full(len(pairs), -1)
    noise = rng.random(len(pairs))
    home, away = pairs[:, 0], pairs[:, 1]
    queue = list(zip(days.tolist(), counts.tolist(), strict=True))
    for position, (day, count) in enumerate(queue):
        late = position >= len(queue) - 12
        rest = day - last
        need = 0.6 * (left - left.mean()) - 1.3 * (rest == 1)
        need += 2.0 * rng.random(config.teams)
        barred = (rest == 1) & ((day - before) <= 2)
        busy = barred.copy()
        score = np.where(open_pairs, need[home] + need[away] + noise, -99.0)
        wanted = count + (int(open_pairs.sum()) if position == len(queue) - 1 else 0)
        for pick in np.argsort(-score, kind="stable"):
            if wanted <= 0 or not open_pairs[pick]:
                break
            a, b = home[pick], away[pick]
            if busy[a] or busy[b] or (not late and score[pick] < -4.6):
                continue
            busy[a] = busy[b] = True
            open_pairs[pick] = False
            placed[pick] = day
            wanted -= 1
            for team in (a, b):
                before[team], last[team] = last[team], day
                left[team] -= 1
        if wanted > 0 and position + 1 < len(queue):
            queue[position + 1] = (queue[position + 1][0], queue[position + 1][1] + wanted)
        if position == len(queue) - 1 and open_pairs.any():
            queue.append((day + 1, int(open_pairs.sum())))
    order = np.lexsort((noise, placed))
    return placed[order], home[order], away[order]
