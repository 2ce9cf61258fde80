"""Write a league as the raw files its real counterparts come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from fullcourt.league.desk import Desk
from fullcourt.league.simulate import League


class Format(StrEnum):
    """The raw files a league can be written as."""

    SCHEDULE = "schedule"  # data.nba.com form, one file a snapshot
    SCHEDULE_CDN = "schedule_cdn"
    PLAYER_BOX = "player_box"
    TEAM_BOX = "team_box"
    PLAY_BY_PLAY = "play_by_play"
    SHOTS = "shots"
    PLAYER_BOX_SECONDS = "player_box_seconds"  # boxscoretraditionalv3: MM:SS, DNP and inactive
    PLAY_BY_PLAY_CDN = "play_by_play_cdn"  # the reduced form
    GAME_INFO = "game_info"
    ODDS = "odds"
    PROPS = "player_props"
    INJURY_REPORT = "injury_report"
    INJURY_TRANSACTIONS = "injury_transactions"
    POSTPONED = "postponed_games"


DEFAULT_FORMATS = (
    Format.SCHEDULE,
    Format.PLAYER_BOX,
    Format.TEAM_BOX,
    Format.PLAY_BY_PLAY,
    Format.SHOTS,
)
_QUERIES = {
    Format.SCHEDULE: "schedule_data_nba",
    Format.SCHEDULE_CDN: "schedule_cdn",
    Format.PLAYER_BOX: "leaguegamelog_player",
    Format.TEAM_BOX: "leaguegamelog_team",
    Format.PLAY_BY_PLAY: "pbp_v2",
    Format.SHOTS: "shotchartdetail",
    Format.PLAYER_BOX_SECONDS: "boxscoretraditionalv3",
    Format.PLAY_BY_PLAY_CDN: "cdn_reduced",
    Format.GAME_INFO: "game_info",
    Format.ODDS: "season_odds",
    Format.PROPS: "odds_api_props",
    Format.INJURY_REPORT: "injury_report",
    Format.INJURY_TRANSACTIONS: "injury_transactions",
    Format.POSTPONED: "postponed_games",
}
_SCHEDULES = (Format.SCHEDULE, Format.SCHEDULE_CDN)
_LISTS = (Format.INJURY_REPORT, Format.INJURY_TRANSACTIONS, Format.POSTPONED)


def write(
    league: League,
    folder: Path,
    *,
    as_of: datetime | None = None,
    formats: Sequence[Format | str] | None = None,
    container: str = "parquet",
) -> list[Path]:
    """Write a league's files, as far as they are known at a moment.

    Args:
        league: What to write.
        folder: Where to; made if missing.
        as_of: Naive UTC moment: only results, facts and schedule changes known by then. None
            writes everything, with the schedule snapshots of the whole season.
        formats: Which files; `DEFAULT_FORMATS` if None.
        container: `parquet`, `csv` or `csv.gz` for facts; schedules and lists are always CSV.

    Returns:
        The files written, in a fixed order. A file that would have no rows is not written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [Format(f) for f in (DEFAULT_FORMATS if formats is None else formats)]
    paths: list[Path] = []
    with Desk.open(league, as_of) as desk:
        for which in wanted:
            if which in _SCHEDULES:
                paths += _write_schedules(desk, folder, which, as_of)
            else:
                ending = "csv" if which in _LISTS else container
                path = folder / f"{which.value}_{league.config.season}.{ending}"
                if desk.copy(_QUERIES[which], path, ending):
                    paths.append(path)
    return paths


def snapshot_moments(league: League) -> list[datetime]:
    """Moments at which the schedule is worth saving: before the season, at changes, at the end."""
    schedule = league.schedule
    opening = datetime.combine(schedule.first_date, datetime.min.time())
    names = ("postponed_at", "rescheduled_at", "announced_at")
    changes = {m for name in names for m in league.games[name].tolist() if m is not None}
    after = sorted(m + timedelta(minutes=10) for m in changes if m.year > 1900)
    last = schedule.result_known.max().tolist() + timedelta(hours=3)
    return [opening - timedelta(days=20), *after, last]


def _write_schedules(desk: Desk, folder: Path, which: Format, as_of: datetime | None) -> list[Path]:
    moments = [m for m in snapshot_moments(desk.league) if as_of is None or m <= as_of]
    if as_of is not None:
        moments = sorted({*moments, as_of})
    paths = []
    for moment in moments:
        desk.schedule_at(moment)
        name = f"{which.value}_{desk.league.config.season}_{moment:%Y-%m-%dT%H%M}.csv"
        if desk.copy(_QUERIES[which], folder / name, "csv"):
            paths.append(folder / name)
    return paths
