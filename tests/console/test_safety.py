"""Trying to break the console: hostile data, forged requests, queries that want more than rows."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.console.conftest import NOW, Server, Site, serving
from tests.console.prometheus import parse

import fullcourt as fc
from fullcourt.console.web import PAGES

TOKEN = "a-token-for-this-test"
EVIL = "</script></title></textarea><x-evil onload=alert(1) style=all:unset>\"'><x-evil>"


class Marks(HTMLParser):
    """Whether the evil text became an element or an attribute anywhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hits: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "x-evil":
            self.hits.append(tag)
        self.hits += [
            f"{tag} {n}" for n, _ in attrs if n.startswith("on") or n in ("style", "x-evil")
        ]


@pytest.fixture(scope="module")
def hostile(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """A project whose people, files, reasons and messages are as hostile as data can be."""
    folder = tmp_path_factory.mktemp("hostile")
    project = Path(shutil.copytree(site.project, folder / "nba"))
    bad_file = folder / "<x-evil onload=alert(1)>.csv"
    bad_file.write_text(f"{EVIL}\nnothing\n", encoding="utf-8")
    with fc.open(str(project), now=NOW) as warehouse:
        warehouse.ingest([bad_file])
        warehouse.accept("nbac_play_by_play/*", EVIL, who=EVIL)
        con = warehouse.store(write=True).con
        con.execute("update main.players set display_name = ? || player_id", [EVIL])
        con.execute(
            "update main.points_predictions set line_book = ?, line = 9.5, p_over = 0.5", [EVIL]
        )
        con.execute(
            "update ledger.finding set detail = ?, key = key || '/name=' || ?", [EVIL, EVIL]
        )
        con.execute("update ledger.run set message = ?, command = command || ?", [EVIL, EVIL])
        con.execute(
            "update ledger.build set status = 'failed', message = ? where model = 'games'"
            " and game_date = ?",
            [EVIL, site.lost_shots],
        )
    with serving(project) as running:
        yield project, running


def _addresses(site: Site) -> list[str]:
    day = site.lost_box
    given = {
        "model": "nbac_gamebook", "day": str(day), "run_id": "2", "player_id": str(site.player),
        "team_id": str(site.team),
    }  # fmt: skip
    found = [
        p.replace(":int", "").format(**given)
        for p in PAGES
        if not p.startswith(("/api", "/events", "/openapi", "/metrics", "/healthz"))
    ]
    more = [
        *(f"/cell/games/{site.lost_shots}{p}" for p in ("", "/trace", "/recovery", "/impact")),
        *(f"/cell/shot_events/{site.lost_shots}{part}" for part in ("", "/trace")),
        f"/cell/team_defense_zone_analysis/{site.drifted}",
        f"/slate?date={site.after}", f"/players/{site.player}?date={site.after}",
        f"/players/{site.player}/why?date={site.after}", "/runs/2?diff=yes", "/players?q=x",
        "/sql?q=" + quote("select display_name from players limit 3"),
    ]  # fmt: skip
    return [p for p in found if not p.endswith("/why")] + more


def test_hostile_data_stays_text_on_every_page(hostile: tuple[Path, Server], site: Site) -> None:
    _, server = hostile
    shown = 0
    for path in _addresses(site):
        response, text = server.request(path)
        assert response.status == 200, path
        assert Marks(text).hits == [], path
        shown += "x-evil" in text
    assert shown >= 8  # it is there to be seen, as text


def test_hostile_words_in_addresses_stay_text(server: Server) -> None:
    word = quote(EVIL, safe="")
    for path in (
        *(f"/{kind}/{word}" for kind in ("table", "players", "teams", "runs", "nowhere")),
        f"/cell/{word}/-", f"/cell/games/{word}", f"/?season={word}", f"/table/games?season={word}",
        f"/slate?date={word}", f"/players?q={word}", f"/sql?q={word}", f"/runs/1?diff={word}",
        f"/leaderboard?season={word}&market={word}&population={word}",
        f"/api/status?model={word}",
    ):  # fmt: skip
        response, text = server.request(path)
        assert response.status in (200, 404), path
        if "html" in (response.getheader("content-type") or ""):
            assert Marks(text).hits == [], path


def test_a_hostile_report_is_text_too(hostile: tuple[Path, Server], tmp_path: Path) -> None:
    project, _ = hostile
    out = tmp_path / "report.html"
    command = [sys.executable, "-m", "fullcourt", "--project", str(project), "--now", NOW]
    subprocess.run([*command, "report", "--out", str(out)], check=True, capture_output=True)
    text = out.read_text(encoding="utf-8")
    assert "x-evil" in text
    assert Marks(text).hits == []


def test_hostile_data_keeps_metrics_readable(hostile: tuple[Path, Server]) -> None:
    _, server = hostile
    assert parse(server.request("/metrics")[1])
    assert server.json("/api/runs")["ok"] is True


def test_every_answer_is_sealed(server: Server) -> None:
    """Policy and headers stand on pages, errors, refusals and static files alike."""
    for path in ("/", "/api/status", "/nowhere", "/static/console.css", "/healthz", "/metrics"):
        for headers in ({}, {"Host": "evil.example"}):
            response, _ = server.request(path, headers=headers)
            policy = response.getheader("content-security-policy") or ""
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "*" not in policy
            assert response.getheader("x-content-type-options") == "nosniff"
            assert response.getheader("x-frame-options") == "DENY"
            assert response.getheader("access-control-allow-origin") is None


@pytest.mark.parametrize(
    "path",
    ["/static/../settings.py", "/static/..%2fsettings.py", "/static/%2e%2e/web.py",
     "/static//etc/passwd", "/static/console.css/../../web.py"],
)  # fmt: skip
def test_static_serves_its_own_files_only(server: Server, path: str) -> None:
    response, text = server.request(path)
    assert response.status == 404
    assert "import" not in text


def test_with_a_token_nothing_but_health_is_told_without_it(site: Site) -> None:
    with serving(site.project, "--host", "0.0.0.0", "--token", TOKEN) as guarded:
        guarded.url = guarded.url.replace("0.0.0.0", "127.0.0.1")
        for path in PAGES:
            place = path.replace(":int", "").format(
                model="games", day="-", run_id=1, player_id=1, team_id=1
            )
            for headers in ({}, {"Cookie": "fullcourt_token=wrong"}, {"Authorization": "Bearer x"}):
                status = guarded.request(place, headers=headers)[0].status
                assert status == (200 if path == "/healthz" else 401), place
        assert guarded.request("/static/console.css")[0].status == 401
        assert guarded.request("/actions/recover", "POST")[0].status in (401, 403)
        known = {"Authorization": f"Bearer {TOKEN}"}
        assert guarded.request("/api/status", headers=known)[0].status == 200


def test_actions_need_permission_token_and_our_own_page(own: Path) -> None:
    before = len(list((own / "runs").glob("*.ndjson")))
    with serving(own, "--allow-actions") as server:
        token = server.url.split("token=")[1]
        known = {"Authorization": f"Bearer {token}"}
        cookie = {"Cookie": f"fullcourt_token={token}"}
        assert server.request("/actions/recover", "POST")[0].status == 403
        assert server.request("/actions/recover", "POST", {"Origin": server.base})[0].status == 401
        foreign = {**cookie, "Origin": "http://evil.example"}
        assert server.request("/actions/recover", "POST", foreign)[0].status == 403
        assert (
            server.request("/actions/recover", "POST", {**cookie, "Origin": "null"})[0].status
            == 403
        )
        assert server.request("/actions/recover", "POST", cookie)[0].status == 403  # no origin told
        assert server.request("/actions/undo", "POST", known)[0].status == 404
        assert server.request("/actions/recover", "GET", known)[0].status == 404
    assert len(list((own / "runs").glob("*.ndjson"))) == before


@pytest.mark.parametrize(
    "query",
    [
        "delete from games", "copy games to 'x.csv'", "attach 'x.duckdb'", "set threads = 1",
        "select 1; select 2", "pragma database_list", "nonsense", "install httpfs", "load httpfs",
        "call pragma_version()", "export database 'x'", "checkpoint", "create table x as select 1",
        "create or replace temp view x as select 1", "update games set season = 'x'",
        "explain analyze select 1", "begin", "use memory", "detach wh", "vacuum",
        "select * from read_text('/etc/hostname')", "select * from glob('*')",
        "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'",
        "select * from 'accept.toml'", "select * from parquet_scan('x')",
        "select * from duckdb_secrets()",
        "select * from ducklake_cleanup_old_files('wh', cleanup_all => true)",
        "select * from query('select 1')", "select * from query_table('games')",
        "with x as (select * from read_blob('/etc/hostname')) select * from x",
        "select (select content from read_text('/etc/hostname'))",
        "select * from games where game_id in (select content from read_text('/etc/hostname'))",
        "select content from games, lateral (select * from read_text('/etc/hostname'))",
    ],
)  # fmt: skip
def test_the_query_page_only_reads_tables(server: Server, query: str) -> None:
    response, text = server.request("/api/sql?q=" + quote(query))
    assert response.status == 400, text
    assert json.loads(text)["ok"] is False
    assert json.loads(text)["summary"]["error"]


def test_queries_without_an_end_do_not_stop_the_console(site: Site) -> None:
    """They are stopped, they get little memory, and meanwhile pages answer."""
    endless = [
        "select count(*) from range(10000000) a, range(10000000) b",
        "with recursive t as (select 1 as n union all select n + 1 from t) select max(n) from t",
        "select list(range) from range(1000000000)",
        "select repeat('x', 2000000000) from range(4)",
    ]
    with serving(site.project) as server:
        server.request("/")
        told: list[dict[str, object]] = []
        threads = [
            threading.Thread(target=lambda q=q: told.append(server.json("/api/sql?q=" + quote(q))))
            for q in endless
        ]
        for thread in threads:
            thread.start()
        assert server.request("/")[0].status == 200
        for thread in threads:
            thread.join(120)
        assert len(told) == len(endless)
        assert all(t["ok"] is False for t in told), told
        assert server.json("/api/sql?q=select+1")["ok"] is True
        assert server.process.poll() is None
        assert os.path.exists(site.project / "fullcourt.toml")
