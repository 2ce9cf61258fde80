"""`/api` against the command line: the same envelope for the same question, all documented."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.console.conftest import NOW, Server, Site, serving

from fullcourt.cli.running import run
from fullcourt.console.web import PAGES

Ask = Callable[..., dict[str, object]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """The command line's JSON answer to some words about a project."""

    def answer(project: Path, *words: str) -> dict[str, object]:
        capsys.readouterr()
        run(["--project", str(project), "--now", NOW, *words, "--json"])
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    return answer


QUESTIONS = [
    ("/api/status", ["status"]),
    ("/api/status?cells=1&layer=spine", ["status", "--cells", "--layer", "spine"]),
    ("/api/status?model=games", ["status", "--model", "games"]),
    ("/api/plan", ["plan"]),
    ("/api/gaps", ["gaps"]),
    ("/api/gaps?keys=1&all=1&layer=raw", ["gaps", "--keys", "--all", "--layer", "raw"]),
    ("/api/accept", ["accept", "--list"]),
    ("/api/trace/ml_feature_store/{after}", ["trace", "ml_feature_store", "{after}"]),
    (
        "/api/trace/player_daily_cache/{after}?key=player_id%3D{player}&column=points_avg_10",
        [
            *("trace", "player_daily_cache", "{after}"),
            *("--key", "player_id={player}", "--column", "points_avg_10"),
        ],
    ),
    ("/api/impact/nbac_gamebook/{lost_box}", ["impact", "nbac_gamebook", "{lost_box}"]),
    (
        "/api/impact/nbac_gamebook/{lost_box}?key=player_id%3D{player}",
        ["impact", "nbac_gamebook", "{lost_box}", "--key", "player_id={player}"],
    ),
    (
        "/api/incident/team_defense_zone_analysis/{drifted}",
        ["incident", "team_defense_zone_analysis", "{drifted}"],
    ),
    ("/api/history/games/{lost_box}", ["history", "games", "{lost_box}"]),
    ("/api/history/teams/-", ["history", "teams"]),
    ("/api/diff/2?model=games&values=3", ["diff", "2", "--model", "games", "--values", "3"]),
    ("/api/leaderboard", ["leaderboard"]),
    ("/api/leaderboard?start={lost_box}", ["leaderboard", "--start", "{lost_box}"]),
    ("/api/explain/{player}/{after}", ["explain", "{player}", "{after}"]),
    (
        "/api/sql?q=" + quote("select team_id from teams order by 1"),
        ["sql", "select team_id from teams order by 1"],
    ),
]  # fmt: skip


def _filled(text: str, site: Site) -> str:
    return text.format(
        lost_box=site.lost_box, drifted=site.drifted, after=site.after, player=site.player
    )


@pytest.mark.parametrize(("path", "words"), QUESTIONS, ids=[p for p, _ in QUESTIONS])
def test_the_api_answers_as_the_command_line(
    server: Server, site: Site, ask: Ask, path: str, words: list[str]
) -> None:
    response, text = server.request(_filled(path, site))
    assert response.status == 200, text
    found = json.loads(text)
    assert found == ask(site.project, *(_filled(w, site) for w in words))
    assert found["summary"] or found["data"]


def test_what_writing_verbs_left_is_answered_without_writing(
    own: Path, site: Site, ask: Ask
) -> None:
    """`verify`, `predict` and `grade` write; the API answers what they stored, and only reads."""
    season, day = "2021-22", str(site.after)
    told = {
        "/api/verify": ask(own, "verify"),
        f"/api/predict?date={day}": ask(own, "predict", "--date", day),
        f"/api/predict?season={season}&system=moving_average": ask(
            own, "predict", "--season", season, "--system", "moving_average"
        ),
        f"/api/grade?date={day}": ask(own, "grade", "--date", day),
        "/api/grade": ask(own, "grade"),
    }
    with serving(own) as server:
        before = server.json("/api/sql?q=" + quote("select max(run_id) from ledger.run"))
        for path, answer in told.items():
            assert server.json(path) == answer, path
            assert answer["summary"], path
        assert server.json("/api/sql?q=" + quote("select max(run_id) from ledger.run")) == before


def test_verify_is_asked_for_where_nothing_was_verified(own: Path) -> None:
    for path in (own / "runs").glob("*.ndjson"):
        path.unlink()
    with serving(own) as server:
        response, text = server.request("/api/verify")
        assert response.status == 404
        assert json.loads(text)["summary"]["next"] == "fullcourt verify"


def test_the_openapi_document_lists_every_address_and_nothing_else(server: Server) -> None:
    listed = set(server.json("/openapi.json")["paths"])
    routed = {p.replace(":int", "") for p in PAGES if p.startswith("/api/")}
    assert listed == routed
    assert len(listed) >= 18


def test_every_operation_answers_with_its_own_envelope(server: Server, site: Site) -> None:
    paths = server.json("/openapi.json")["paths"]
    given = {"model": "games", "day": str(site.lost_box), "run_id": "2", "player_id": site.player}
    needed = {"/api/sql": "?q=select+1", "/api/predict": f"?date={site.after}"}
    for path, operations in paths.items():
        response, text = server.request(path.format(**given) + needed.get(path, ""))
        assert response.status == 200, f"{path}: {text}"
        body = json.loads(text)
        assert set(body) == {"schema", "ok", "summary", "findings", "data"}
        assert operations["get"]["responses"]["200"]["description"] == body["schema"]
        names = {p["name"] for p in operations["get"]["parameters"] if p["in"] == "path"}
        assert names == {part.strip("{}") for part in path.split("/") if part.startswith("{")}


@pytest.mark.parametrize(
    "path",
    [
        "/api/cells/nothing/2021-12-04",
        "/api/status?model=nothing",
        "/api/status?start=2022-01-02&end=2022-01-01",
        "/api/gaps?season=1999-00",
        "/api/trace/games/yesterday",
        "/api/trace/games/-",
        "/api/impact/games/2021-12-04?key=nothing",
        "/api/history/games/-",
        "/api/diff/99999",
        "/api/diff/2?values=many",
        "/api/predict",
        "/api/predict?date=1999-01-01",
        "/api/predict?season=2021-22&system=tea_leaves",
        "/api/explain/1/2021-12-04",
        "/api/elsewhere",
    ],
)
def test_errors_of_the_api_are_envelopes(server: Server, path: str) -> None:
    response, text = server.request(path)
    assert response.status == 404, text
    body = json.loads(text)
    assert body["ok"] is False
    assert body["summary"]["error"]
