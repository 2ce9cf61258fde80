"""History: every build of a cell, what it made of the rows, and why it was done."""

from dataclasses import dataclass
from datetime import date, datetime

from fullcourt.integrity import ledger
from fullcourt.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """One attempt to build a cell.

    Args:
        build_id: Its number.
        run_id: The run that did it.
        command: What the run was asked to do.
        built_at: When the run began, UTC.
        status: published / failed.
        is_current: Whether these rows are the published ones.
        verdict: As judged at the end of the run.
        row_count: Rows.
        content_hash: Of the rows.
        changed: Whether the content differs from the build before.
        why: What had moved since the build before.
        message: Of a failed attempt.
    """

    build_id: int
    run_id: int
    command: str
    built_at: datetime | None
    status: str
    is_current: bool
    verdict: str
    row_count: int
    content_hash: str
    changed: bool
    why: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class _Row:
    build_id: int
    run_id: int
    command: str | None
    started_at: datetime | None
    status: str
    is_current: bool
    verdict: str | None
    row_count: int
    content_hash: str
    inputs_hash: str
    code_hash: str
    contract_hash: str
    message: str | None


def history(store: Store, model: str, day: date | None) -> list[BuildRecord]:
    """The builds of a cell, oldest first.

    Args:
        store: Open.
        model: Table.
        day: Date; None for an undated table.
    """
    rows = [
        _Row(*values)
        for values in store.rows(
            "select b.build_id, b.run_id, r.command, r.started_at, b.status, b.is_current,"
            " b.verdict, b.row_count, b.content_hash, b.inputs_hash, b.code_hash,"
            " b.contract_hash, b.message"
            " from ledger.build b left join ledger.run r using (run_id)"
            f" where b.model = ? and {ledger.among([day])} order by b.build_id",
            [model],
        )
    ]
    inputs = _inputs(store, [r.build_id for r in rows])
    repairs = {
        build_id
        for (build_id,) in store.rows(
            f"select distinct build_id from ledger.change where repair and model = ?"
            f" and {ledger.among([day])}",
            [model],
        )
    }
    records: list[BuildRecord] = []
    sound: _Row | None = None  # the last build that published
    last: _Row | None = None
    for row in rows:
        failed = row.status == "failed"
        why = _why(row, sound, last, inputs) if not failed else ()
        if row.build_id in repairs:
            why = (*why, "its rows had been altered")
        records.append(
            BuildRecord(
                row.build_id,
                row.run_id,
                row.command or "",
                row.started_at,
                row.status,
                row.is_current and not failed,
                row.verdict or "",
                row.row_count,
                row.content_hash,
                not failed and (sound is None or sound.content_hash != row.content_hash),
                why,
                row.message or "",
            )
        )
        last = row
        sound = sound if failed else row
    return records


_Marks = dict[tuple[str, date | None, date | None], str]


def _inputs(store: Store, build_ids: list[int]) -> dict[int, _Marks]:
    """Build -> what it read: (input, dates) -> fingerprint."""
    found: dict[int, _Marks] = {}
    if not build_ids:
        return found
    listed = ", ".join(map(str, build_ids))
    for build_id, name, start, end, mark in store.rows(
        "select build_id, input, date_from, date_to, input_hash from ledger.edge"
        f" where build_id in ({listed})"
    ):
        found.setdefault(build_id, {})[name, start, end] = mark
    return found


def _why(
    row: _Row, sound: _Row | None, last: _Row | None, inputs: dict[int, _Marks]
) -> tuple[str, ...]:
    """What had moved since the build before."""
    if sound is None:
        return ("after a failure",) if last else ("first build",)
    why = []
    if last is not None and last.status == "failed":
        why.append("after a failure")
    if row.code_hash != sound.code_hash:
        why.append("code changed")
    if row.contract_hash != sound.contract_hash:
        why.append("contract changed")
    if row.inputs_hash != sound.inputs_hash:
        moved = _moved(inputs.get(sound.build_id, {}), inputs.get(row.build_id, {}))
        why.append(f"inputs changed: {', '.join(moved)}" if moved else "inputs changed")
    return tuple(why)


def _moved(before: _Marks, now: _Marks) -> list[str]:
    """The inputs whose content, or whose dates in the window, are not what they were."""
    return sorted({name for (name, _, _), _ in set(before.items()) ^ set(now.items())})
