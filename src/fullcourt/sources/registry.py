"""The formats fullcourt can read. A new one is added here and nowhere else."""

from fullcourt.sources.format import Format
from fullcourt.sources.formats import (
    boxscoretraditionalv3,
    cbssports_postponed,
    cdn_schedule,
    data_nba_schedule,
    game_info,
    leaguegamelog,
    odds_api_props,
    official_injury_report,
    play_by_play_cdn,
    play_by_play_cdn_reduced,
    play_by_play_v2,
    play_by_play_v3,
    prosportstransactions,
    season_odds,
    shot_archive,
    shotchartdetail,
)

FORMATS: tuple[Format, ...] = (
    leaguegamelog.FORMAT,
    boxscoretraditionalv3.FORMAT,
    play_by_play_v2.FORMAT,
    play_by_play_cdn_reduced.FORMAT,
    play_by_play_cdn.FORMAT,
    play_by_play_v3.FORMAT,
    shotchartdetail.FORMAT,
    shot_archive.FORMAT,
    cdn_schedule.FORMAT,
    data_nba_schedule.FORMAT,
    game_info.FORMAT,
    season_odds.FORMAT,
    odds_api_props.FORMAT,
    prosportstransactions.FORMAT,
    cbssports_postponed.FORMAT,
    official_injury_report.FORMAT,
)
"""Every format; the columns of a file decide among them."""
