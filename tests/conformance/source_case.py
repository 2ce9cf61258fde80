"""What a conformance case of a source format is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOME, AWAY = "1610612738", "1610612747"  # Boston, Los Angeles Lakers


@dataclass(frozen=True)
class Case:
    """A small valid file of one format.

    Args:
        name: The format's name.
        rows: Its rows, every value as text.
        optional: A column the format can do without.
        bad: Column, text that does not fit, rule of the problem it gives.
        loses: Whether that problem loses the row.
        team: Column and an unknown team for it, if the format names teams.
        game_id: The column with the game id, if it has one.
        tables: Landing table -> rows expected.
    """

    name: str
    rows: list[dict[str, str]]
    optional: str
    bad: tuple[str, str, str]
    tables: Mapping[str, int]
    loses: bool = False
    team: tuple[str, str] | None = None
    game_id: str | None = None
    floats: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> list[str]:
        return list(self.rows[0])
