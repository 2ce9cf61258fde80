"""What a simulated league is made of: one frozen value says everything, seed included."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True)
class LeagueConfig:
    """Settings of one simulated season.

    Args:
        season: Season label; game ids and dates follow from it.
        seed: Every random draw comes from this number.
        teams: How many of the thirty teams take part (even, at least 4).
        games_per_team: Regular-season games of a team; used when `dates` is None.
        dates: Number of game dates of a small league, in which almost every team plays on every
            date; None plays a full season spread over about 165 dates.
        games_per_date: Games on each date of a small league; None means as many as fit.
        first_date: Opening night; None takes the third Tuesday of October.
        all_star_break: Keep six days in mid-February free (full seasons only).
        postponements: Games of late December that move to a later date; in a small league games of
            its middle.
        trades: Pairs of players who swap teams, most of them in early February.
        injuries: Players miss games; otherwise everybody is always available.
        extra_games: Add preseason and All-Star rows to the schedule (no facts, as in real files).
        playoffs: Play the play-in and four rounds after the regular season.
        cup_final: Add one Cup final (game type 6) in December.
    """

    season: str = "2021-22"
    seed: int = 1
    teams: int = 30
    games_per_team: int = 82
    dates: int | None = None
    games_per_date: int | None = None
    first_date: date | None = None
    all_star_break: bool = True
    postponements: int = 11
    trades: int = 46
    injuries: bool = True
    extra_games: bool = False
    playoffs: bool = False
    cup_final: bool = False

    def __post_init__(self) -> None:
        if self.teams < 4 or self.teams > 30 or self.teams % 2:
            raise ValueError(f"teams must be an even number from 4 to 30, not {self.teams}")
        if self.dates is not None and not 1 <= self.dates <= 200:
            raise ValueError(f"dates must be 1 to 200, not {self.dates}")
        if int(self.season[2:4]) + 1 != int(self.season[5:7]) + 100 * (self.season[5:7] == "00"):
            raise ValueError(f"season must read like 2021-22, not {self.season!r}")

    @classmethod
    def mini(
        cls, *, dates: int = 10, teams: int = 8, seed: int = 1, postponements: int = 0
    ) -> Self:
        """A league small enough for a unit test."""
        return cls(
            dates=dates,
            teams=teams,
            seed=seed,
            postponements=postponements,
            trades=1,
            all_star_break=False,
        )

    @property
    def start_year(self) -> int:
        """The year in which the season opens."""
        return int(self.season[:4])

    def for_season(self, season: str) -> Self:
        """The same league one or more seasons on."""
        return replace(self, season=season, first_date=None)
