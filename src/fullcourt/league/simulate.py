"""Simulate a league: from a config and its seed to frozen tables of everything that happened."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fullcourt.domain.teams import Team, all_teams
from fullcourt.league import rotation
from fullcourt.league.box import player_box, team_box
from fullcourt.league.config import LeagueConfig
from fullcourt.league.events import make_events
from fullcourt.league.game import play
from fullcourt.league.market import Market, make_market
from fullcourt.league.players import Players, make_players, next_season
from fullcourt.league.reports import make_reports
from fullcourt.league.rosters import Rosters, make_rosters
from fullcourt.league.schedule import Schedule, make_schedule
from fullcourt.league.strength import Teams, drift, make_cards, make_teams
from fullcourt.league.tables import Array, Columns


@dataclass(frozen=True, slots=True)
class League:
    """One simulated season. Teams and players are indexes into `teams` and `players`.

    `player_games` and `team_games` are box lines (row = 2 * game + side, side 0 home), `events`
    the play-by-play in feed order, with shots among them; `reports` the injury reports.
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
    leagues = []
    for number, season in enumerate(seasons):
        if number:
            players = next_season(players, rng)
            traits = drift(traits, rng)
        leagues.append(_season(config.for_season(season) if number else config, players, traits))
    return leagues


def _season(config: LeagueConfig, players: Players, traits: Teams) -> League:
    rng = np.random.default_rng([config.seed, config.start_year])
    schedule = make_schedule(config, rng)
    rosters = make_rosters(config, players, schedule, rng)
    target = rotation.target_minutes(rosters, players, rng)
    lineups = rotation.lineups(rosters, target, rng)
    starts = rotation.stretch_starts(len(lineups), rng)
    played = play(make_cards(traits, players, schedule, rosters, rng), lineups, starts, rng)
    events = make_events(played, rosters, rng)
    lines = player_box(played, events, rosters, lineups)
    teams = team_box(lines, len(lineups))
    return League(
        config=config,
        teams=_take_part(config.teams),
        players=players,
        schedule=schedule,
        rosters=rosters,
        score=played.score,
        periods=played.periods,
        player_games=lines,
        team_games=teams,
        events=events,
        market=make_market(traits, schedule, lines, rng),
        reports=make_reports(schedule, rosters, rng),
    )


def _take_part(count: int) -> tuple[Team, ...]:
    """The teams of a league: both conferences in equal parts, East first."""
    east = [t for t in all_teams() if t.conference == "East"][: (count + 1) // 2]
    west = [t for t in all_teams() if t.conference != "East"][: count // 2]
    return (*east, *west)
