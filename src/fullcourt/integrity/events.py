"""The spine's events by key: on which dates, and in which games, a key counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fullcourt.integrity.reach import Frames
from fullcourt.integrity.state import State
from fullcourt.warehouse.compose import query_sql
from fullcourt.warehouse.models import Model
from fullcourt.warehouse.store import Store

_EVER = (date(1900, 1, 1), date(2200, 1, 1))


@dataclass(frozen=True, slots=True)
class Event:
    """One date on which a key counts: a player's appearance, a team's game."""

    game_date: date
    event: Any


@dataclass(slots=True)
class Events:
    """Key name -> key -> its events, in order of date."""

    by_key: dict[str, dict[Any, list[Event]]] = field(default_factory=dict)
    _by_date: dict[date, list[tuple[str, Any, Any]]] = field(default_factory=dict)

    def of(self, key_name: str, key: object) -> list[Event]:
        """The events of one key."""
        return self.by_key.get(key_name, {}).get(key, [])

    def on(self, name: str, day: date) -> set[Any]:
        """The keys of a name that count on a date; the events themselves under their own name."""
        if name in self.by_key:
            return {key for n, key, _ in self._there(day) if n == name}
        return {event for _, _, event in self._there(day) if event is not None}

    def among(self, day: date, wanted: Iterable[object]) -> dict[str, set[Any]]:
        """The keys that count in some events of a date."""
        named = set(wanted)
        found: dict[str, set[Any]] = {name: set() for name in self.by_key}
        for name, key, event in self._there(day):
            if event in named:
                found[name].add(key)
        return found

    def _there(self, day: date) -> list[tuple[str, Any, Any]]:
        """Name, key and event of everything on a date; indexed when first asked."""
        if not self._by_date:
            for name, keys in self.by_key.items():
                for key, events in keys.items():
                    for e in events:
                        self._by_date.setdefault(e.game_date, []).append((name, key, e.event))
        return self._by_date.get(day, [])

    def frames(self) -> Frames:
        """The dates alone, as reach needs them."""
        return Frames(
            {
                name: {key: [e.game_date for e in events] for key, events in keys.items()}
                for name, keys in self.by_key.items()
            }
        )


def framing(models: Mapping[str, Model]) -> dict[str, Model]:
    """Key name -> the model that counts its events."""
    return {m.frames: m for m in models.values() if m.frames}


def event_key(models: Mapping[str, Model]) -> str:
    """The column that names an event: the grain of the framing models without date and key."""
    for name, model in framing(models).items():
        rest = [k for k in model.keys if k != name]
        if rest:
            return rest[0]
    return ""


def read_events(store: Store, state: State, span: tuple[date, date] = _EVER) -> Events:
    """Every key's events between two dates."""
    found = Events()
    for name, model in framing(state.graph.models).items():
        by_key = found.by_key.setdefault(name, {})
        for key, day, event in store.rows(
            f"select key, game_date, event from ({_query(state, model, span)}) order by 2, 3"
        ):
            by_key.setdefault(key, []).append(Event(day, event))
    return found


def read_date(store: Store, state: State, day: date) -> Events:
    """Every key that counts on a date, with enough of its events from then on to see it drop out.

    One query for all names: a lake's catalog costs more than the rows.
    """
    models = framing(state.graph.models)
    span = (day, _next_season_end(state, day))
    most = 1 + _longest_window(state)
    parts = [
        f"select '{name}' as name, * from ({_query(state, model, span)})"
        for name, model in models.items()
    ]
    if not parts:
        return Events()
    found = Events({name: {} for name in models})
    for name, key, when, event in store.rows(
        f"with events as ({' union all '.join(parts)}), there as ("
        f"select distinct name, key from events where game_date = date '{day}'), placed as ("
        "select *, row_number() over (partition by name, key order by game_date, event) as place"
        " from events semi join there using (name, key))"
        f" select name, key, game_date, event from placed where place <= {most} order by 3, 4"
    ):
        found.by_key[name].setdefault(key, []).append(Event(when, event))
    return found


def _longest_window(state: State) -> int:
    lengths = [
        window.length
        for reads in state.graph.reads.values()
        for read in reads
        for window in read.windows
    ]
    return max(lengths, default=0)


def _next_season_end(state: State, day: date) -> date:
    """No window by key reaches further than the season after."""
    seasons = state.calendar.seasons
    season = state.calendar.season_of(day)
    names = list(seasons)
    at = names.index(season) + 1 if season in names else 0
    return seasons[names[min(at, len(names) - 1)]][1] if names else _EVER[1]


def _query(state: State, model: Model, span: tuple[date, date]) -> str:
    """SQL for key, game_date and event of a framing model, ordered columns."""
    event = event_key(state.graph.models)
    shown = event if event in {c.name for c in model.columns} else "cast(null as varchar)"
    between = f"game_date between date '{span[0]}' and date '{span[1]}'"
    text = f"select {model.frames} as key, game_date, {shown} as event from {model.name}"
    return query_sql(f"{text} where {between}", state.graph.models, *span, "events")
