"""Pictures, sentences and progress: pure, without a warehouse."""

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from fullcourt.console.draw.calibration import draw_calibration
from fullcourt.console.draw.court import Shooting, draw_court
from fullcourt.console.draw.form import Game, Window, draw_form
from fullcourt.console.draw.glyphs import BY_LETTER, GLYPHS
from fullcourt.console.draw.heatmap import Line, draw_heatmap
from fullcourt.console.draw.interval import draw_intervals
from fullcourt.console.draw.lineage import draw_lineage
from fullcourt.console.names import Names
from fullcourt.console.needs import span_text
from fullcourt.console.progress import RunFiles, read_progress
from fullcourt.console.settings import ConsoleSettings
from fullcourt.errors import UsageError
from fullcourt.integrity.verdicts import Verdict

DATES = [date(2021, 11, 29) + timedelta(days=i) for i in range(6)]


def test_every_verdict_has_a_letter_and_a_shape_of_its_own() -> None:
    assert set(GLYPHS) == set(Verdict)
    assert len(BY_LETTER) == len(Verdict)
    shapes = [g.path for g in GLYPHS.values()]
    assert len(set(shapes)) == len(shapes)


def test_heatmap_folds_neighbours_and_parts_months() -> None:
    verdicts = dict.fromkeys(DATES, Verdict.COMPLETE)
    verdicts[DATES[4]] = Verdict.PARTIAL
    del verdicts[DATES[5]]
    picture = draw_heatmap([Line("games", "spine", verdicts, 1)], DATES)
    title, row = picture.rows
    assert (title.is_title, title.layer) == (True, "spine")
    assert row.letters == "CCCCP."
    assert [m.label for m in picture.months] == ["Nov 2021", "Dec"]
    complete, partial = row.strokes
    assert complete.area.count("M") == 2  # November, then 1 and 2 December
    assert complete.shape == ""
    assert (partial.verdict, partial.shape.count("M")) == ("partial", 1)
    assert picture.xs[2] - picture.xs[1] > picture.xs[1] - picture.xs[0]


def test_heatmap_lets_sleep_what_is_not_lit() -> None:
    verdicts = dict.fromkeys(DATES, Verdict.COMPLETE)
    lines = [Line("games", "spine", verdicts)]
    picture = draw_heatmap(lines, DATES, lit={("games", DATES[0])})
    assert {s.verdict for s in picture.rows[1].strokes} == {"complete", "asleep"}


def test_rows_grow_with_a_long_season() -> None:
    """Else the names beside them would run into each other."""
    days = [date(2021, 10, 1) + timedelta(days=i) for i in range(230)]
    long = draw_heatmap([Line("games", "spine", dict.fromkeys(days, Verdict.COMPLETE))], days)
    short = draw_heatmap([Line("games", "spine", dict.fromkeys(days, Verdict.COMPLETE))], days[:90])
    assert long.pitch / long.width == pytest.approx(19 / 1150, rel=0.05)
    assert short.pitch == 19
    assert long.height == 3 * long.pitch


def test_parts_of_a_picture_are_titled_and_titles_keep_apart() -> None:
    weeks = [date(2021, 10, 4) + timedelta(weeks=i) for i in range(80)]
    parts = {weeks[0]: "2021-22", weeks[40]: "2022-23"}
    picture = draw_heatmap(
        [Line("games", "spine", dict.fromkeys(weeks, Verdict.COMPLETE))], weeks, parts=parts
    )
    assert [m.label for m in picture.months if "-" in m.label] == ["2021-22", "2022-23"]
    starts = [m.x for m in picture.months]
    assert min(b - a for a, b in pairwise(starts)) >= 28
    assert picture.xs[40] - picture.xs[39] > picture.xs[39] - picture.xs[38]


def test_lineage_draws_no_read_that_a_longer_way_implies() -> None:
    layers = {"a": "raw", "b": "spine", "c": "analytics"}
    graph = draw_lineage(layers, {"b": ["a"], "c": ["a", "b"]})
    assert {(c.source, c.target) for c in graph.curves} == {("a", "b"), ("b", "c")}
    assert [b.layer for b in graph.bands] == ["raw", "spine", "analytics"]


def test_form_shows_holes_and_windows_of_the_season() -> None:
    games = [Game(d, 10 + i if i != 2 else None, "vs LAL", "2021-22") for i, d in enumerate(DATES)]
    games[0] = Game(DATES[0], 30, "at BOS", "2020-21")
    form = draw_form(games, [Window(3, 14.0, 3, 3), Window(5, 12.5, 5, 4)], "2021-22")
    assert [b.points for b in form.bars][2] is None
    assert form.bars[0].is_old
    complete, holed = form.brackets
    assert (complete.is_holed, holed.is_holed) == (False, True)
    assert "4 of 5" in holed.text
    assert holed.width > complete.width


@pytest.mark.parametrize(
    ("makes", "league", "shade"), [(60, 40.0, "h3"), (20, 40.0, "c3"), (40, 40.0, "even")]
)
def test_court_shades_by_the_difference_to_the_league(
    makes: int, league: float, shade: str
) -> None:
    court = draw_court({"paint": Shooting(100, makes, league)}, [(0, 10, True), (0, 900, True)])
    assert [z.shade for z in court.zones] == [shade]
    assert len(court.dots) == 1  # the other is out of the picture


def test_predictions_share_one_scale() -> None:
    rows = [
        {
            "predicted_points": 20.0,
            "q10": 10.0,
            "q25": 15.0,
            "q75": 25.0,
            "q90": 33.0,
            "line": 19.5,
        },
        {"predicted_points": 5.0, "q10": None, "q90": None, "line": None},
    ]
    scale = draw_intervals(rows)
    first, second = scale.intervals
    assert scale.ticks[0] == (0.0, 0)
    assert scale.ticks[-1][1] == 35
    assert first.point == pytest.approx(4 * second.point, abs=0.2)
    assert first.wide == (
        pytest.approx(scale.width * 10 / 35, abs=0.1),
        pytest.approx(scale.width * 23 / 35, abs=0.1),
    )
    assert first.half is not None
    assert (
        first.wide[0]
        < first.half[0]
        < first.point
        < sum(first.half)
        < sum(first.wide)
        <= scale.width
    )
    assert (second.wide, second.half, second.line) == (None, None, None)


def test_calibration_says_how_far_off_chances_are() -> None:
    bins = [
        {"system": "ridge", "said": 0.4, "came": 0.5, "number": 30},
        {"system": "ridge", "said": 0.6, "came": 0.6, "number": 10},
    ]
    [series] = draw_calibration(bins).series
    assert (series.rows, series.gap) == (40, pytest.approx(0.075))
    low, high = series.points
    assert low.x < high.x
    assert low.radius > high.radius


def test_court_does_not_judge_a_handful_of_shots() -> None:
    assert draw_court({"paint": Shooting(3, 3, 40.0)}).zones[0].shade == "few"


def test_spans_of_dates_read_like_speech() -> None:
    assert span_text(date(2021, 12, 3), date(2021, 12, 5)) == "3–5 Dec 2021"
    assert span_text(date(2021, 12, 28), date(2022, 1, 2)) == "28 Dec 2021 – 2 Jan 2022"
    assert span_text(None, None) == "undated"


def test_keys_in_a_sentence_become_names() -> None:
    names = Names({9000001: "J.T. Yartado"}, {}, {})
    text = "2 rows, source_missing: game_id=0022100512/player_id=9000001, game_id=0022100513"
    assert names.sentence(text) == (
        "2 rows, source_missing: game 0022100512, J.T. Yartado, game 0022100513"
    )


def _events(path: Path, *events: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(e) + "\n" for e in events), encoding="utf-8")


START = {"event": "start", "run_id": 7, "seconds": 0.0, "command": "backfill"}


def test_progress_adds_batches_up(tmp_path: Path) -> None:
    path = tmp_path / "000007.ndjson"
    _events(
        path,
        {**START, "pid": 1},
        {"event": "plan", "run_id": 7, "seconds": 0.1, "cells": 10, "steps": 2},
        {"event": "step", "run_id": 7, "seconds": 0.2, "model": "games", "cells": 4, "planned": 6},
        {"event": "batch", "run_id": 7, "seconds": 1.2, "model": "games", "cells": 3, "rows": 30,
         "failed": 0},
    )  # fmt: skip
    with path.open("a", encoding="utf-8") as file:
        file.write('{"event": "bat')  # a line being written
    found = read_progress(path)
    assert found
    assert found.is_running
    assert (found.planned, found.done, found.rows) == (10, 5, 30)
    assert found.doing == "games"
    assert found.tables[0].seconds == pytest.approx(1.0)


def test_a_run_whose_process_is_gone_is_interrupted(tmp_path: Path) -> None:
    _events(tmp_path / "000007.ndjson", {**START, "pid": 2**22 + 1})
    runs = RunFiles(tmp_path)
    latest = runs.latest()
    assert latest
    assert latest.status == "interrupted"
    assert runs.live() is None


def test_only_loopback_goes_without_a_token() -> None:
    assert ConsoleSettings().is_loopback
    assert ConsoleSettings(host="::1").is_loopback
    with pytest.raises(UsageError, match="token"):
        ConsoleSettings(host="0.0.0.0")
    with pytest.raises(UsageError, match="characters"):
        ConsoleSettings(host="0.0.0.0", token="short")
    assert ConsoleSettings(host="0.0.0.0", token="x" * 16).token
