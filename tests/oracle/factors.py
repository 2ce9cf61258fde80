"""How hard the coming game is for a player: player_composite_factors."""

from datetime import date
from fractions import Fraction
from typing import Any

from .context import form, player_row
from .facts import ZONES, Facts, Game
from .rounding import clip, deviation, half_away, phi, ratio, root, scaled
from .teams import MILLION, Defence, League
from .windows import BoxWindow, box_window, player_zone_window

_FIVE = 5


def factors_row(facts: Facts, league: League, game: Game, team: int, player: int) -> dict[str, Any]:
    """A row for someone with 5 appearances or more."""
    day, season = game.day, game.season
    frame = facts.frame(player, day, season)
    ten, whole = box_window(facts, frame[-10:]), box_window(facts, frame)
    zones = player_zone_window(facts, frame[-10:])
    shares = {z: zones.share(z) if zones.found >= _FIVE else None for z in ZONES}
    opponent = league.teams[game.opponent(team)]
    known = opponent.games_before >= _FIVE and league.exists
    row: dict[str, Any] = {
        "opponent_team_id": opponent.team,
        "league_teams": len(league.members),
        "opponent_games_before": opponent.games_before,
        "fatigue_score": half_away(fatigue(facts, game, team, player), 4),
        "usage_spike_score": half_away(usage_spike(facts, player, day, season), 4),
        **{f"w_{z}": half_away(shares[z], 4) for z in ZONES},
    }
    strength = mismatch = pace = None
    if known and opponent.zones.found >= _FIVE:
        if None not in shares.values():
            strength = strength_score(league, opponent, shares)
            mismatch = mismatch_score(league, opponent, shares)
        if opponent.rated.found >= _FIVE:
            pace = pace_score(league, opponent)
    row |= {
        "opponent_strength_score": strength,
        "shot_zone_mismatch_score": mismatch,
        "pace_score": pace,
        "games_found_10": ten.found,
        "season_games_found": whole.found,
    }
    row["total_composite_adjustment"] = half_away(total(row, ten), 4)
    return row


def reliability(opponent: Defence) -> Fraction:
    """A short sample says less: half at 15 games."""
    return Fraction(opponent.zones.found, opponent.zones.found + 15)


def strength_score(league: League, opponent: Defence, shares: dict[str, Any]) -> float | None:
    """How few points a shot of his diet brings against this team, among all teams."""

    def expected(defence: Defence) -> Fraction:
        return Fraction(sum(shares[z] * defence.per_shot_millionths(z) for z in ZONES))

    values = [expected(d) for d in league.members]
    spread = deviation(values)
    if not spread:
        return None
    z = (Fraction(sum(values), len(values)) - expected(opponent)) / spread
    return phi(clip(reliability(opponent) * z, -3, 3))


def mismatch_score(league: League, opponent: Defence, shares: dict[str, Any]) -> float | None:
    """Whether his favourite zones are the ones this team defends worst."""
    m = Fraction(0)
    for z in ZONES:
        spread = league.per_shot_sd(z)
        if not spread:
            return None
        mean = Fraction(
            sum(d.per_shot_millionths(z) for d in league.members), len(league.members) * MILLION
        )
        own = Fraction(opponent.per_shot_millionths(z), MILLION)
        m += (shares[z] - league.share(z)) * (own - mean) / spread
    return phi(clip(3 * reliability(opponent) * m, -3, 3))


def pace_score(league: League, opponent: Defence) -> float | None:
    """Whether this team plays faster than the others."""
    paces = [scaled(d.rated.pace, 6) for d in league.members if d.rated.pace is not None]
    spread = deviation(paces)
    if not spread or opponent.rated.pace is None:
        return None
    q = (scaled(opponent.rated.pace, 6) - Fraction(sum(paces), len(paces))) / spread
    return phi(clip(reliability(opponent) * q, -3, 3))


def fatigue(facts: Facts, game: Game, team: int, player: int) -> Fraction | None:
    """100 is fresh."""
    row = player_row(facts, game, team, player)
    frame = facts.frame(player, game.day, game.season)
    seconds, minutes = row["seconds_last_7"], form(box_window(facts, frame[-10:]))[1]
    if seconds is None or minutes is None:
        return None
    tired = (
        15 * row["back_to_back"]
        + 8 * (row["games_last_3"] >= 2)
        + 8 * (row["games_last_7"] >= 4)
        + min(Fraction(12), Fraction(1, 10) * max(Fraction(0), Fraction(seconds, 60) - 100))
        + min(Fraction(10), 2 * max(Fraction(0), minutes - 34))
        + 4 * min(3, row["back_to_backs_last_14"])
    )
    return max(Fraction(0), 100 - tired)


def usage_spike(facts: Facts, player: int, day: date, season: str) -> Fraction | None:
    """Usage of the last 3 games against the season, in standard errors."""
    frame = facts.frame(player, day, season)
    three, whole = box_window(facts, frame[-3:]), box_window(facts, frame)
    if whole.found < _FIVE or three.usage is None or whole.usage is None:
        return None
    rates = [scaled(g.usage, 3) for g in whole.games if g.usage is not None]
    # A standard deviation is a rate like any other: three decimals.
    spread = Fraction(scaled((deviation(rates) or Fraction(0)) / 1000, 3), 1000)
    error = max(Fraction(2), spread) / root(Fraction(3))
    return clip((three.usage - whole.usage) / error, -3, 3)


def total(row: dict[str, Any], ten: BoxWindow) -> Fraction | None:
    """The scores together, in points."""
    parts = ("opponent_strength_score", "pace_score", "fatigue_score")
    base = ten.mean("points") if ten.found >= _FIVE else None
    if base is None or any(row[p] is None for p in parts):
        return None
    strength, pace, fresh = (_exact(row[p]) for p in parts)
    mismatch, spike = _exact(row["shot_zone_mismatch_score"]), _exact(row["usage_spike_score"])
    half = Fraction(1, 2)
    share = (
        Fraction(20, 100) * (half - strength)
        + Fraction(10, 100) * (mismatch - half)
        + Fraction(15, 100) * (pace - half)
        + Fraction(10, 100) * (fresh - 100) / 100
        + Fraction(3, 100) * spike
    )
    return clip(base * share, -base / 5, base / 5)


def _exact(value: float | None) -> Fraction:
    """A stored score as the decimal it stands for; an absent one adds nothing."""
    return Fraction(0) if value is None else ratio(round(value * 10_000), 10_000) or Fraction(0)
