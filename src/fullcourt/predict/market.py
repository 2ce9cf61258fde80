"""What the betting market says of tonight, against what it has said of both teams lately."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from fullcourt.predict.frames import Floats, Frame, match

_NAMES = (
    *("mk_expected", "mk_surprise", "mk_opponent_surprise", "mk_expected_margin"),
    *("mk_attack", "mk_opponent_defence", "mk_usual_total"),
)
_ATTACK, _DEFENCE, _LEVEL, _USUAL = 0.12, 0.08, 0.003, 0.15
"""How fast the ratings follow a new line."""
_HOME = 1.2
_TYPICAL_TOTAL = 112.0


def market_features(teams: Frame, rows: Frame) -> dict[str, Floats]:
    """Features of the rows from the lines of their game and of earlier dates.

    A line far from the ratings tells of absences that no report names.
    """
    rated = _ratings(teams)
    key = teams.i("game") * 64 + teams.i("team") % 64
    wanted = rows.i("game") * 64 + rows.i("team") % 64
    at = match(key, teams.i("day"), wanted, rows.i("day"))
    values = np.where((at >= 0)[:, None], rated[at], np.nan)
    found = {name: values[:, i] for i, name in enumerate(_NAMES)}
    found["mk_above_usual"] = rows.f("implied_team_total") - found["mk_usual_total"]
    found["spread_size"] = np.abs(rows.f("team_spread"))
    return found


def _ratings(teams: Frame) -> Floats:
    """Per team row, what ratings made of earlier dates' lines expect of its line."""
    out = np.full((len(teams), len(_NAMES)), np.nan)
    attack: dict[int, float] = {}
    defence: dict[int, float] = {}
    usual: dict[int, float] = {}
    level = _TYPICAL_TOTAL
    team, opponent = teams.i("team").tolist(), teams.i("opponent").tolist()
    home, implied = teams.f("home").tolist(), teams.f("implied").tolist()
    total = teams.f("total").tolist()
    for of_date in _dates(teams):
        news = []
        for i in of_date:
            own, other = team[i], opponent[i]
            edge = _HOME if home[i] else -_HOME
            expected = attack.get(own, 0.0) + defence.get(other, 0.0) + level + edge
            against = attack.get(other, 0.0) + defence.get(own, 0.0) + level - edge
            surprise = implied[i] - expected
            out[i] = (
                *(expected, surprise, total[i] - implied[i] - against, expected - against),
                *(attack.get(own, 0.0), defence.get(other, 0.0), usual.get(own, np.nan)),
            )
            if implied[i] == implied[i]:
                news.append((own, other, surprise, implied[i]))
        for own, other, surprise, line in news:
            attack[own] = attack.get(own, 0.0) + _ATTACK * surprise
            defence[other] = defence.get(other, 0.0) + _DEFENCE * surprise
            level += _LEVEL * surprise
            usual[own] = usual.get(own, line) + _USUAL * (line - usual.get(own, line))
    return out


def _dates(teams: Frame) -> Iterator[range]:
    day = teams.i("day")
    if not len(day):
        return
    edges = [0, *(np.flatnonzero(np.diff(day)) + 1).tolist(), len(day)]
    for first, end in pairwise(edges):
        yield range(first, end)
