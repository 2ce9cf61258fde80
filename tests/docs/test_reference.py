"""Every command, option, setting, table and ledger column is documented, and nothing else is."""

import importlib.util
import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest
import typer

from fullcourt.cli.app import app
from fullcourt.domain.outcomes import Outcome
from fullcourt.integrity.plan import Cause
from fullcourt.integrity.verdicts import Verdict
from fullcourt.project import Settings
from fullcourt.warehouse import macros, models
from fullcourt.warehouse.windows import parse_window

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _commands() -> dict[str, list[str]]:
    group = typer.main.get_command(app)
    return {
        name: [o for p in command.params for o in p.opts if o.startswith("--")]
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("verb", sorted(_commands()))
def test_every_verb_and_option_stands_in_the_cli_page(verb: str) -> None:
    page = _page("cli.md")
    assert re.search(rf"^\| `{verb}[ `]", page, re.MULTILINE)
    for option in _commands()[verb]:
        assert f"`{option}" in page, f"{verb} {option}"


def test_every_exit_code_stands_in_the_cli_page() -> None:
    page = _page("cli.md")
    for code in (0, 1, 2, 3, 4, 5, 6, 7, 130):
        assert f"\n| {code} | " in page


def test_every_setting_is_documented_with_its_default() -> None:
    page = _page("settings.md")
    for field in fields(Settings):
        default = f'"{field.default}"' if isinstance(field.default, str) else str(field.default)
        assert f"| `{field.name}` | `{default}` |" in page


def test_every_verdict_is_documented_in_order() -> None:
    named = re.findall(r"^\| `(\w+)` \|", _page("verdicts.md"), re.MULTILINE)
    assert named == [str(v) for v in Verdict]


def test_every_absence_reason_is_documented() -> None:
    listed = files("fullcourt.models").joinpath("reference/absence_reasons.csv").read_text("utf-8")
    page = _page("verdicts.md")
    header, *rows = (line.split(",") for line in listed.splitlines())
    for row in rows:
        assert f"`{row[header.index('reason')]}`" in page


def test_every_ledger_table_and_column_is_documented() -> None:
    ddl = files("fullcourt.integrity").joinpath("sql/ledger.sql").read_text("utf-8")
    page = _page("ledger.md")
    tables = re.findall(r"create table if not exists ([\w.]+) \((.*?)\);", ddl, re.DOTALL)
    assert len(tables) > 8
    for table, body in tables:
        section = re.search(rf"^## {table}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        if table == "ledger.assessment":
            section = re.search(r"^## ledger.cell$(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
        assert section, table
        for column in re.findall(
            r'"?(\w+)"? (?:varchar|bigint|date|timestamp|double|boolean)', body
        ):
            assert f"`{column}`" in section.group(1), f"{table}.{column}"


def test_every_source_outcome_is_documented() -> None:
    for outcome in Outcome:
        assert f"`{outcome}`" in _page("ledger.md")


def test_every_header_key_and_macro_is_documented() -> None:
    page = _page("models.md")
    for key in models._KEYS:
        assert f"`{key}`" in page or f"`[{key}]`" in page, key
    for macro in macros._MACROS:
        assert f"`@{macro}(" in page
    for layer in models.LAYERS:
        assert f"`{layer}`" in page
    for kind in models.TYPES:
        assert kind in page


def test_every_window_in_the_page_is_a_window() -> None:
    table = _page("models.md").split("## Windows")[1].split("## Macros")[0]
    named = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(named) == 9
    for text in named:
        parse_window(text.replace("N", "5").replace("KEY", "team_id"), "docs/models.md")


def test_every_cause_of_a_plan_is_a_word_people_know() -> None:
    assert {str(c) for c in Cause} >= {"missing", "code", "contract", "inputs", "upstream"}


def test_the_example_model_parses() -> None:
    example = re.search(r"```sql\n(.*?)```", _page("models.md"), re.DOTALL)
    assert example
    model = models.parse_model(example.group(1), "example", "analytics")
    assert model.grain == ("game_date", "team_id")
    assert model.expect is not None


def test_the_table_page_is_what_the_headers_say() -> None:
    spec = importlib.util.spec_from_file_location("make_tables", DOCS / "make_tables.py")
    assert spec
    assert spec.loader
    make_tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_tables)
    assert _page("tables.md") == make_tables.page(), (
        "docs/tables.md is out of date: run `make docs`"
    )


def test_every_make_target_in_the_pages_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        spans = re.findall(r"`[^`\n]*`|^[^\n]*\$ [^\n]*$", text, re.MULTILINE)
        for words in (w for s in spans for w in re.findall(r"\bmake((?: [a-z]+)+)", s)):
            assert set(words.split()) <= targets, f"{page.name}: make{words}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page}: {target}"
