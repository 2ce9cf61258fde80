"""Features that lean on a prior: 24-27 and 50 of the feature store, with the basis they use."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .facts import Facts, Game
from .players import prior_window
from .rounding import half_away
from .windows import BoxWindow, Played, box_window


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the first game: a basis and four rates."""

    basis: str
    points: Fraction
    minutes: Fraction
    usage: Fraction
    per_36: Fraction


def _prior(basis: str, games: BoxWindow) -> Prior:
    rates = (games.mean("points"), games.minutes, games.usage, games.per_36("points"))
    return Prior(basis, *(r or Fraction(0) for r in rates))


def prior_of(facts: Facts, player: int, day: date, season: str) -> Prior | None:
    """His own last season from 10 games on, else newcomers' last season, else the league so far."""
    previous = facts.previous_season(season)
    if previous is None:
        return _league_to_date(facts, day, season)
    own = prior_window(facts, player, season)
    assert own is not None
    if len(facts.seen(player, date.max, previous)) >= 10:
        return _prior("own_prior", own)
    return _newcomers(facts, previous)


def _newcomers(facts: Facts, season: str) -> Prior:
    key = ("newcomers", season)
    if key not in facts.memo:
        games: list[Played] = []
        for player in facts.frames:
            window = box_window(facts, facts.frame(player, date.max, season))
            if window.found and window.minutes is not None and window.minutes < 20:
                games += window.games
        facts.memo[key] = _prior("newcomer_prior", BoxWindow(len(games), tuple(games)))
    found: Prior = facts.memo[key]
    return found


def _league_to_date(facts: Facts, day: date, season: str) -> Prior | None:
    key = ("league to date", day)
    if key not in facts.memo:
        games: list[Played] = []
        for player in facts.frames:
            games += box_window(facts, facts.frame(player, day, season)).games
        window = BoxWindow(len(games), tuple(games))
        facts.memo[key] = _prior("league_to_date", window) if len(games) >= 300 else None
    found: Prior | None = facts.memo[key]
    return found


def shrunk_columns(facts: Facts, game: Game, team: int, player: int) -> dict[str, Any]:
    """points, minutes, usage and points per 36 this season, mixed with the prior."""
    names = ("points_shrunk", "minutes_shrunk", "usage_shrunk", "points_per_36_shrunk",
             "points_vs_opp_shrunk")  # fmt: skip
    day, season = game.day, game.season
    prior = prior_of(facts, player, day, season)
    if prior is None:
        return dict.fromkeys((*names, "prior_basis"))
    window = box_window(facts, facts.frame(player, day, season))
    n = window.found
    minutes = Fraction(window.total("seconds"), 60)
    points = (window.total("points") + 5 * prior.points) / (n + 5)
    usage = (window.usage or Fraction(0)) * minutes
    values = (
        points,
        (minutes + 4 * prior.minutes) / (n + 4),
        (usage + 200 * prior.usage) / (minutes + 200),
        (36 * window.total("points") + 300 * prior.per_36) / (minutes + 300),
        against(facts, game, team, player, points),
    )
    row: dict[str, Any] = {
        name: half_away(value, 3) for name, value in zip(names, values, strict=True)
    }
    return row | {"prior_basis": prior.basis}


def against(facts: Facts, game: Game, team: int, player: int, points: Fraction) -> Fraction:
    """His points against this opponent, this season and last, mixed with his shrunk points."""
    opponent = game.opponent(team)
    seasons = {game.season, facts.previous_season(game.season)}
    met = [
        facts.box(a)
        for a in facts.seen(player, game.day)
        if a.game.season in seasons
        and opponent in (a.game.home, a.game.away)
        and a.team != opponent
    ]
    lines = [line for line in met if line is not None]
    return (sum(line.points for line in lines) + 5 * points) / (len(lines) + 5)
