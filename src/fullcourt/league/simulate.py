"""Simulate a league: from a config and its seed to frozen tables of everything that happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fullcourt.domain.teams import Team, all_teams
from fullcourt.league.batch import Setting, merge, play_batch
from fullcourt.league.box import team_box
from fullcourt.league.config import LeagueConfig
from fullcourt.league.exhibition import make_exhibitions
from fullcourt.league.market import Market, make_market
from fullcourt.league.players import Players, make_players, next_season
from fullcourt.league.postseason import LENGTH, play_postseason
from fullcourt.league.reports import make_reports
from fullcourt.league.rosters import Rosters, make_membership
from fullcourt.league.schedule import Schedule, make_schedule
from fullcourt.league.strength import Teams, drift, make_teams
from fullcourt.league.tables import Array, Columns


@dataclass(frozen=True, slots=True)
class League:
    """One simulated season. Teams and players are indexes into `teams` and `players`.

    `player_games` and `team_games` are box lines (row = 2 * game + side, side 0 home), `events`
    the play-by-play in feed order, with shots among them; `reports` the injury reports,
    `exhibitions` schedule rows of games without facts.
    """

    config: LeagueConfig
    teams: tuple[Team, ...]
    players: Players
    schedule: Schedule
    rosters: Rosters
    score: Array
    periods: Array
    player_games: Columns
    team_games: Columns
    events: Columns
    market: Market
    reports: Columns
    exhibitions: Columns

    @property
    def games(self) -> Columns:
        """The schedule's games."""
        return self.schedule.games

    def side_team(self, name: str) -> Array:
        """NBA ids of the `home` or `away` team of every game."""
        return np.array([t.team_id for t in self.teams], dtype=np.int64)[self.games[name]]


def simulate(config: LeagueConfig) -> League:
    """Simulate one season; equal configs give equal leagues, bit by bit."""
    return simulate_seasons(config, [config.season])[0]


def simulate_seasons(config: LeagueConfig, seasons: Sequence[str]) -> list[League]:
    """Simulate consecutive seasons with the same clubs; players age, stop, arrive and move."""
    rng = np.random.default_rng([config.seed, 0])
    players = make_players(config.teams, rng)
    traits = make_teams(config.teams, rng)
    leagues: list[League] = []
    for number, season in enumerate(seasons):
        if number:
            ended = leagues[-1].rosters.members.team_at[:, -1]
            players = next_season(replace(players, team=ended), rng)
            traits = drift(traits, rng)
        leagues.append(_season(config.for_season(season) if number else config, players, traits))
    return leagues


def _season(config: LeagueConfig, players: Players, traits: Teams) -> League:
    rng = np.random.default_rng([config.seed, config.start_year])
    schedule = make_schedule(config, rng)
    days = int(max(schedule.games["day"].max(), schedule.games["planned_day"].max())) + 1
    whole = days + (LENGTH if config.playoffs else 0)
    members = make_membership(config, players, (days, whole), rng)
    setting = Setting(config, players, traits, members, rng)
    batches = [play_batch(setting, schedule)]
    if config.playoffs:
        batches += play_postseason(setting, batches[0])
    season = merge(batches) if len(batches) > 1 else batches[0]
    return League(
        config=config,
        teams=_take_part(config.teams),
        players=players,
        schedule=season.schedule,
        rosters=season.rosters,
        score=season.score,
        periods=season.periods,
        player_games=season.player_games,
        team_games=team_box(season.player_games, 2 * len(season.score)),
        events=season.events,
        market=make_market(traits, season.schedule, season.player_games, rng),
        reports=make_reports(season.schedule, season.rosters, rng),
        exhibitions=make_exhibitions(config, season.schedule, rng),
    )


def _take_part(count: int) -> tuple[Team, ...]:
    """The teams of a league: both conferences in equal parts, East first."""
    east = [t for t in all_teams() if t.conference == "East"][: (count + 1) // 2]
    west = [t for t in all_teams() if t.conference != "East"][: count // 2]
    return (*east, *west)
