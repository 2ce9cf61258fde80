"""Raw files as they could have been before the tip-offs of a date: the other side of the as-of law.

`cut_folder` copies a folder of raw files without any fact, result, line or report that was learnt
on the date's games or later. It knows the formats by their columns and nothing of `fullcourt`.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

EASTERN = ZoneInfo("America/New_York")
_GAME_COLUMNS = ("GAME_ID", "gameId", "game_id")


def read_raw(path: Path) -> pd.DataFrame:
    """A raw file with every value as it stands."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def write_raw_file(frame: pd.DataFrame, path: Path) -> None:
    """Back into the container its name says."""
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False)


def cut_folder(source: Path, target: Path, day: date, played: Mapping[str, date]) -> list[str]:
    """Write what was known before a date's games; return the files that lost rows.

    Args:
        source: Folder of raw files (Parquet and CSV).
        target: Where to write; made if missing.
        day: The date whose games are still to be played.
        played: Game id (10 digits) -> the date it was played on.
    """
    target.mkdir(parents=True, exist_ok=True)
    touched = []
    snapshots = [p for p in sorted(source.iterdir()) if _is_schedule(p)]
    earlier = [p for p in snapshots if not _tells_of(p, day)]
    for path in sorted(source.iterdir()):
        if path.suffix not in (".parquet", ".csv"):
            continue
        frame = read_raw(path)
        if path in snapshots:
            if earlier and path not in earlier:
                touched.append(path.name)
                continue
            known = _without_results(frame, day)
        else:
            known = _known_rows(frame, day, played)
        if len(known) != len(frame) or not known.equals(frame):
            touched.append(path.name)
        if len(known):
            write_raw_file(known, target / path.name)
    return touched


def _is_schedule(path: Path) -> bool:
    return (
        path.suffix in (".parquet", ".csv")
        and {"etdate", "gameDateTimeEst"} & set(read_raw(path).columns) != set()
    )


def _tells_of(path: Path, day: date) -> bool:
    """Whether a snapshot holds a result of that date or later."""
    frame = read_raw(path)
    return bool((_is_final(frame) & (_plan_dates(frame) >= day.isoformat())).any())


def _plan_dates(frame: pd.DataFrame) -> pd.Series:
    column = "etdate" if "etdate" in frame else "gameDateTimeEst"
    return frame[column].astype(str).str[:10]


def _is_final(frame: pd.DataFrame) -> pd.Series:
    if "st" in frame:
        return frame["st"].astype(str) == "3"
    return frame["gameStatusText"].str.startswith("Final")


def _without_results(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """The plan as it stands, the games from that date on still to come."""
    coming = _plan_dates(frame) >= day.isoformat()
    known = frame.copy()
    blanks = {"st": "1", "stt": "7:00 pm ET", "h.s": "", "v.s": ""}
    if "st" not in frame:
        blanks = {"gameStatusText": "7:00 pm ET", "homeTeam.score": "0", "awayTeam.score": "0"}
    for column, value in blanks.items():
        known[column] = known[column].astype(object)
        known.loc[coming, column] = value
    return known


def _known_rows(frame: pd.DataFrame, day: date, played: Mapping[str, date]) -> pd.DataFrame:
    columns = set(frame.columns)
    for name in _GAME_COLUMNS:
        if name in columns:
            days = frame[name].astype(str).str.zfill(10).map(played)
            return frame[(days < day).fillna(False).astype(bool)]
    if "Report Time" in columns:
        return frame[[_is_reported(r, day) for r in frame.to_dict("records")]]
    if "previous_date" in columns:
        return frame[[_text_date(x) <= day for x in frame["previous_date"]]]
    if "OU" in columns:
        return frame[[_odds_date(x) <= day for x in frame["Date"]]]
    if "event_date" in columns:
        return frame[frame["event_date"].astype(str) <= day.isoformat()]
    if "Relinquished" in columns:
        return frame[frame["Date"].astype(str) <= day.isoformat()]
    raise AssertionError(f"the cut does not know a file with columns {sorted(columns)}")


def _is_reported(row: Mapping[str, str], day: date) -> bool:
    """An earlier game's report, or one of that date from before its tip-off."""
    game = _report_date(row["Game Date"])
    if game != day:
        return game < day
    tip = datetime.combine(game, datetime.strptime(row["Game Time"][:5], "%H:%M").time())
    if tip.hour < 12:
        tip += timedelta(hours=12)
    return datetime.fromisoformat(row["Report Time"]) < tip


def _report_date(text: str) -> date:
    if "/" in text:
        return datetime.strptime(text, "%m/%d/%Y").date()
    return date.fromisoformat(text)


def _text_date(text: str) -> date:
    return datetime.strptime(text.replace(".", "").replace("Sept", "Sep"), _month_form(text)).date()


def _month_form(text: str) -> str:
    return "%b %d, %Y" if "." in text else "%B %d, %Y" if len(text.split()[0]) > 3 else "%b %d, %Y"


def _odds_date(text: str) -> date:
    """`2021-22-1019` or ISO."""
    if len(text) == 10:
        return date.fromisoformat(text)
    month, day = int(text[-4:-2]), int(text[-2:])
    return date(int(text[:4]) + (month < 8), month, day)
