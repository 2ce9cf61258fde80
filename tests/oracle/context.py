"""What is known before a game: upcoming_team_game_context and upcoming_player_game_context.

Lines and injury reports are left out: the corpus has no reports, so availability comes from who
missed the team's latest game.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from .facts import Appearance, Facts, Game
from .rounding import add, half_away, scaled
from .windows import BoxWindow, box_window, rated_window


def team_row(facts: Facts, game: Game, team: int) -> dict[str, Any]:
    """A row of upcoming_team_game_context without the market."""
    day, season = game.day, game.season
    played = facts.team_games(team, day, season)
    ever = facts.team_games(team, day)
    other = facts.team_games(game.opponent(team), day)
    rest = _rest(ever[-1].day, day) if ever else None
    row: dict[str, Any] = {
        "opponent_team_id": game.opponent(team),
        "is_home": team == game.home,
        "game_type": game.game_type,
        "is_playoff": game.game_type in (4, 5),
        "team_game_number": len(played) + 1,
        "days_rest": rest,
        "back_to_back": None if rest is None else rest == 0,
        "opponent_days_rest": _rest(other[-1].day, day) if other else None,
        "games_last_7": sum((day - g.day).days <= 7 for g in played),
        "games_last_14": sum((day - g.day).days <= 14 for g in played),
        "injury_source": "none" if absent_regulars(facts, game, team) is None else "absence_proxy",
        "season_games_expected": len(played),
        "games_expected_10": min(10, len(played)),
    }
    return row | _team_form(facts, team, played)


def _team_form(facts: Facts, team: int, played: list[Game]) -> dict[str, Any]:
    columns = ("wins", "losses", "win_pct", "win_streak", "last_margin", "pace_10",
               "off_rating_10", "def_rating_10")  # fmt: skip
    if len(played) < 5:
        return dict.fromkeys(columns)
    margins = [_margin(g, team) for g in played]
    ten = rated_window(facts, team, played[-10:])
    row: dict[str, Any] = {
        "games_found_10": ten.found,
        "window_complete": ten.found == ten.expected,
    }
    if None not in margins:
        wins = sum(m > 0 for m in margins if m is not None)
        streak = 0
        while streak < len(margins) and margins[-1 - streak] > 0:
            streak += 1
        row |= {
            "wins": wins,
            "losses": len(played) - wins,
            "win_pct": half_away(Fraction(100 * wins, len(played)), 3),
            "win_streak": streak,
            "last_margin": margins[-1],
        }
    if ten.found >= 5:
        row |= {
            "pace_10": half_away(ten.pace, 3),
            "off_rating_10": half_away(ten.offence, 3),
            "def_rating_10": half_away(ten.defence, 3),
        }
    return row


def _margin(game: Game, team: int) -> int | None:
    own, other = game.points(team), game.points(game.opponent(team))
    return None if own is None or other is None else own - other


def _rest(last: date, day: date) -> int:
    return (day - last).days - 1


@dataclass(frozen=True, slots=True)
class Regular:
    """A roster player with at least 5 appearances this season."""

    player: int
    minutes_thousandths: int | None
    usage_thousandths: int | None

    @property
    def counts(self) -> bool:
        """Regulars play 12 minutes or more; someone whose minutes are lost may be one."""
        return self.minutes_thousandths is None or self.minutes_thousandths >= 12_000


def regulars(facts: Facts, game: Game, team: int) -> list[Regular]:
    """The team's roster players with 5 appearances, with their form."""
    known = facts.memo.get((game.game_id, team))
    if known is not None:
        return known
    found: list[Regular] = []
    for player in sorted(facts.roster(team, game.day)):
        if len(facts.seen(player, game.day, game.season)) < 5:
            continue
        frame = facts.frame(player, game.day, game.season)
        minutes = form(box_window(facts, frame[-10:]))[1]
        usage = season_usage(box_window(facts, frame))
        found.append(
            Regular(
                player,
                None if minutes is None else scaled(minutes, 3),
                None if usage is None else scaled(usage, 3),
            )
        )
    facts.memo[game.game_id, team] = found
    return found


def absent_regulars(facts: Facts, game: Game, team: int) -> list[Regular] | None:
    """Regulars who missed the team's latest game; None where nothing tells who did."""
    played = facts.team_games(team, game.day, game.season)
    if not played or not facts.proved.get(played[-1].game_id):
        return None
    there = facts.proved[played[-1].game_id]
    return [r for r in regulars(facts, game, team) if r.counts and r.player not in there]


def player_row(facts: Facts, game: Game, team: int, player: int) -> dict[str, Any]:
    """A row of upcoming_player_game_context without market and injury report."""
    day, season = game.day, game.season
    seen = facts.seen(player, day)
    this_season = facts.seen(player, day, season)
    frame = facts.frame(player, day, season)
    ten, whole = box_window(facts, frame[-10:]), box_window(facts, frame)
    rest = min(10, _rest(seen[-1].game.day, day))
    row: dict[str, Any] = {
        "game_id": game.game_id,
        "team_id": team,
        "opponent_team_id": game.opponent(team),
        "is_home": team == game.home,
        "game_type": game.game_type,
        "roster_basis": "season_roster" if this_season else "offseason_roster",
        "days_rest": rest,
        "back_to_back": rest == 0,
        "back_to_backs_last_14": _pairs(_last(seen, day, 14)),
        "appearances_season": len(this_season),
        "missed_team_games": sum(
            g.day > seen[-1].game.day for g in facts.team_games(team, day)
        ),
        "points_avg_10": half_away(form(ten)[0], 3),
        "minutes_avg_10": half_away(form(ten)[1], 3),
        "usage_rate_season": half_away(season_usage(whole), 3),
        "games_expected_10": ten.expected,
        "games_found_10": ten.found,
        "season_games_expected": whole.expected,
        "season_games_found": whole.found,
        "window_complete": ten.complete,
        "seconds_last_7": seconds_last_7(facts, player, day),
    }  # fmt: skip
    row |= {f"games_last_{k}": len(_last(seen, day, k)) for k in (3, 7, 14)}
    return row | _vacated(facts, game, team, player)


def form(window: BoxWindow) -> tuple[Fraction | None, Fraction | None]:
    """Points and minutes a game; unknown where 5 games are due and fewer are found."""
    if window.expected >= 5 > window.found:
        return None, None
    return window.mean("points"), window.minutes


def season_usage(window: BoxWindow) -> Fraction | None:
    """Usage of a season under the same rule."""
    return None if window.expected >= 5 > window.found else window.usage


def seconds_last_7(facts: Facts, player: int, day: date) -> int | None:
    """Playing time of the last 7 days; None if a line is missing."""
    lines = [facts.box(a) for a in _last(facts.seen(player, day), day, 7)]
    return None if None in lines else sum(line.seconds for line in lines if line)


def _vacated(facts: Facts, game: Game, team: int, player: int) -> dict[str, Any]:
    """Who of the others is out, and what they leave."""
    others = [r for r in regulars(facts, game, team) if r.player != player]
    out = absent_regulars(facts, game, team)
    if out is None or not others:
        return dict.fromkeys(("teammates_out", "usage_vacated", "minutes_vacated"))
    minutes = [r.minutes_thousandths for r in out if r.player != player]
    usage = [r.usage_thousandths for r in out if r.player != player]
    if None in minutes or None in usage:
        return dict.fromkeys(("teammates_out", "usage_vacated", "minutes_vacated"))
    vacated = sum(u * m for u, m in zip(usage, minutes, strict=True))
    return {
        "teammates_out": len(minutes),
        "usage_vacated": half_away(Fraction(vacated, 48 * 10**6), 3),
        "minutes_vacated": half_away(Fraction(add(minutes), 1000), 3),
    }


def _last(seen: list[Appearance], day: date, days: int) -> list[Appearance]:
    return [a for a in seen if (day - a.game.day).days <= days]


def _pairs(seen: list[Appearance]) -> int:
    days = {a.game.day for a in seen}
    return sum(d + timedelta(days=1) in days for d in days)
