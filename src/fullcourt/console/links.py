"""Where things are: addresses in the served console, anchors in a report."""

from collections.abc import Collection
from datetime import date
from urllib.parse import quote, urlencode


class Links:
    """Addresses of the served console; every one is a deep link."""

    is_report = False

    def overview(self, season: str = "") -> str:
        """The overview of a season."""
        return f"/?season={quote(season)}" if season else "/"

    def cell(self, model: str, day: date | None) -> str:
        """One table on one date."""
        return f"/cell/{quote(model)}/{day or '-'}"

    def table(self, model: str, season: str = "") -> str:
        """All cells of one table."""
        return f"/table/{quote(model)}" + (f"?season={quote(season)}" if season else "")

    def run(self, run_id: int) -> str:
        """One run."""
        return f"/runs/{run_id}"

    def player(self, player_id: int, day: date | None = None) -> str:
        """A player, as known before a date."""
        return f"/players/{player_id}" + (f"?date={day}" if day else "")

    def team(self, team_id: int, day: date | None = None) -> str:
        """A team's defence, as known before a date."""
        return f"/teams/{team_id}" + (f"?date={day}" if day else "")

    def slate(self, day: date | None = None) -> str:
        """The games of a date."""
        return "/slate" + (f"?date={day}" if day else "")

    def sql(self, text: str) -> str:
        """The query page with a query in it."""
        return "/sql?" + urlencode({"q": text})


class ReportLinks(Links):
    """Anchors inside a report; what the report leaves out has no link.

    Args:
        cells: The cells that the report shows in full.
    """

    is_report = True

    def __init__(self, cells: Collection[tuple[str, date | None]]) -> None:
        self._cells = frozenset(cells)

    def overview(self, season: str = "") -> str:
        """A season's heatmap."""
        return f"#season-{season}" if season else "#top"

    def cell(self, model: str, day: date | None) -> str:
        """A cell shown in full."""
        return f"#cell/{model}/{day or '-'}" if (model, day) in self._cells else ""

    def table(self, model: str, _season: str = "") -> str:
        """A line of the list of tables."""
        return f"#table-{model}"

    def run(self, run_id: int) -> str:
        """A line of the list of runs."""
        return f"#run-{run_id}"

    def sql(self, _text: str) -> str:
        """Nothing: a report has no warehouse to ask."""
        return ""

    def player(self, _player_id: int, _day: date | None = None) -> str:
        """Nothing: a report shows no single player."""
        return ""

    def team(self, _team_id: int, _day: date | None = None) -> str:
        """Nothing: a report shows all teams in one list."""
        return ""

    def slate(self, _day: date | None = None) -> str:
        """The slate that the report shows."""
        return "#slate"
