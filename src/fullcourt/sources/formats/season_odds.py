"""A season's closing lines (`OU`, `Spread`, `ML_Home`, ...): one game a row, no game id.

Traps:
- Date is ISO, or season + month and day (`2021-22-1019`).
- Spread is unsigned in one season, positive = home favoured in others: the sign is taken from the
  money lines. Where these are equal, the file's own sign counts if the file has signs at all, else
  the spread is left out and reported as `spread_sign_unknown`.
- Money lines come with `+` and a trailing no-break space.
- Long-gone team names: `Charlotte Bobcats` in 2021, `Los Angeles Clippers`.
- Impossible totals (3.0, 22.0) are kept and reported as `impossible_value`: contracts exclude them.
- Points and Win_Margin are the RESULT of the game and are not read.
- A closing line has no time: `known_at` is NULL.
"""

from fullcourt.sources.format import Format
from fullcourt.sources.layout import Field, Kind, Layout, Need, columns

LINES = Layout(
    fields=(
        Field("Date", Kind.DATE, Need.KEY),
        *columns(Kind.TEAM_NAME, Need.KEY, "Home", "Away"),
        *columns(Kind.NUMBER, Need.REQUIRED, "OU", "Spread"),
        *columns(Kind.PRICE, Need.REQUIRED, "ML_Home", "ML_Away"),
    ),
    tables={"game_lines": "season_odds_lines.sql"},
    problems=("season_odds_impossible.sql", "season_odds_unsigned.sql"),
)

FORMAT = Format("season_odds", (LINES,))
