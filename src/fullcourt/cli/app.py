"""The verbs of `fullcourt`, put together."""

from pathlib import Path
from typing import Annotated

import typer

from fullcourt.cli import (
    accepting,
    asking,
    building,
    checking,
    console,
    data,
    demo,
    doctor,
    intake,
    past,
    predicting,
    scoring,
    status,
)
from fullcourt.cli.session import Session

app = typer.Typer(
    name="fullcourt",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=(
        "Exit codes: 0 good, 1 a bug of ours, 2 usage, 3 findings (gaps, verify, status --check),"
        " 4 some failed, 5 nothing could be built because of a source, 6 plan out of date,"
        " 7 locked, 130 interrupted."
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"fullcourt {version('fullcourt')}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    project: Annotated[
        Path, typer.Option(metavar="DIR", help="Project folder, or any folder below it.")
    ] = Path(),
    now: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="The moment verdicts refer to, UTC; FULLCOURT_NOW, else the clock.",
        ),
    ] = None,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """NBA games to features, with a verdict for every table on every game date.

    --project and --now may stand before or after the verb.
    """
    session = context.ensure_object(Session)
    session.project, session.now = project, now
    session.verb = context.invoked_subcommand or ""


app.command("init")(intake.init)
app.command("ingest")(intake.ingest)
app.command("simulate")(intake.simulate)
app.command("plan")(building.plan)
app.command("backfill")(building.backfill)
app.command("status")(status.status)
app.command("gaps")(asking.gaps)
app.command("trace")(asking.trace)
app.command("impact")(asking.impact)
app.command("incident")(asking.incident)
app.command("verify")(checking.verify)
app.command("recover")(checking.recover)
app.command("accept")(accepting.accept)
app.command("history")(past.history)
app.command("diff")(past.diff)
app.command("undo")(past.undo)
app.command("serve")(console.serve)
app.command("report")(console.report)
app.command("predict")(predicting.predict)
app.command("grade")(predicting.grade)
app.command("backtest")(scoring.backtest)
app.command("leaderboard")(scoring.leaderboard)
app.command("explain")(scoring.explain)
app.command("sql")(data.sql)
app.command("export")(data.export)
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
