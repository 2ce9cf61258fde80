"""The formats fullcourt can read. A new one is added here and nowhere else."""

from fullcourt.sources.format import Format
from fullcourt.sources.formats import (
    cdn_schedule,
    data_nba_schedule,
    leaguegamelog,
    play_by_play_v2,
    shot_archive,
    shotchartdetail,
)

FORMATS: tuple[Format, ...] = (
    leaguegamelog.FORMAT,
    play_by_play_v2.FORMAT,
    shotchartdetail.FORMAT,
    shot_archive.FORMAT,
    cdn_schedule.FORMAT,
    data_nba_schedule.FORMAT,
)
"""Every format; the columns of a file decide among them."""
