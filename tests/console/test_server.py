"""A real server, asked without a browser: pages, API, headers, safety."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.console.conftest import NOW, Server, Site, serving
from tests.console.prometheus import parse

PAGES = ("/", "/runs", "/alerts", "/slate", "/players", "/teams", "/leaderboard", "/sql")
TOKEN = "a-token-for-this-test"


class Page(HTMLParser):
    """Links and whatever a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.refused: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "hx-get") and value:
                self.links.add(value)
            if name == "id" and value:
                self.ids.append(value)
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.refused.append("inline script")
        if tag == "style":
            self.refused.append("inline style")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_within_the_policy(server: Server, path: str) -> None:
    response, text = server.request(path)
    assert response.status == 200
    policy = response.getheader("content-security-policy") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = Page(text)
    assert page.refused == []
    assert len(page.ids) == len(set(page.ids))
    assert not [x for x in page.links if x.startswith(("http:", "https:", "//"))]


def test_every_link_leads_somewhere(server: Server, site: Site) -> None:
    """Two levels deep from the menu; cells, tables, players, teams and runs among them."""
    seen: dict[str, int] = {}
    frontier = [*PAGES, f"/cell/nbac_gamebook/{site.lost_box}", f"/players/{site.player}"]
    for _ in range(2):
        found: set[str] = set()
        for path in frontier:
            response, text = server.request(path)
            seen[path] = response.status
            if "html" in (response.getheader("content-type") or ""):
                found |= {x.split("#")[0] for x in Page(text).links if x.startswith("/")}
        kinds: dict[str, int] = {}
        frontier = []
        for path in sorted(found - set(seen)):
            kind = path.split("/")[1].split("?")[0]
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= 6 and kind != "events":
                frontier.append(path)
    assert {p: s for p, s in seen.items() if s != 200} == {}
    assert len(seen) > 20


def test_overview_says_what_needs_somebody(server: Server, site: Site) -> None:
    _, text = server.request("/")
    heading = re.search(r"<h1>(.*?)</h1>", text)
    assert heading
    assert "need" in heading.group(1)
    data = re.search(r'<script type="application/json" class="heat-data">(.*?)</script>', text)
    assert data
    cells = json.loads(data.group(1))
    letters = {t["model"]: t["letters"] for t in cells["tables"]}
    at = cells["dates"].index(site.lost_box.isoformat())
    assert letters["nbac_gamebook"][at] in "PX"
    drifted = cells["dates"].index(site.drifted.isoformat())
    assert letters["team_defense_zone_analysis"][drifted] == "D"


def test_cell_shows_missing_keys_by_name(server: Server, site: Site) -> None:
    _, text = server.request(f"/cell/nbac_gamebook/{site.lost_box}")
    assert "source missing" in text
    _, panel = server.request(f"/cell/nbac_gamebook/{site.lost_box}/impact")
    assert "player_game_summary" in panel
    _, panel = server.request(f"/cell/nbac_gamebook/{site.lost_box}/recovery")
    assert "fullcourt ingest" in panel


def test_trace_leads_from_a_feature_to_the_lost_lines(server: Server, site: Site) -> None:
    cells = server.json("/api/status?model=ml_feature_store&cells=1")["data"]
    after = [c for c in cells if c["game_date"] > site.lost_box.isoformat()]
    holed = next(c for c in after if c["verdict"] == "holed")
    _, panel = server.request(f"/cell/ml_feature_store/{holed['game_date']}/trace")
    assert "Root:" in panel
    assert f"/cell/nbac_gamebook/{site.lost_box}" in panel


def test_player_page_shows_the_hole(server: Server, site: Site) -> None:
    response, text = server.request(f"/players/{site.player}")
    assert response.status == 200
    assert 'class="bar hole"' in text
    assert "no complete line on record" in text


def test_metrics_are_prometheus_text(server: Server) -> None:
    """Read by a strict parser, and equal to what the API says of the same tables."""
    response, text = server.request("/metrics")
    assert response.getheader("content-type") == "text/plain; version=0.0.4; charset=utf-8"
    samples = parse(text)
    told = server.json("/api/status")
    for table in told["data"]:
        model = ("model", table["model"])
        assert samples["fullcourt_rows", (model,)] == table["rows"]
        for verdict, number in table["verdicts"].items():
            assert samples["fullcourt_cells", (model, ("verdict", verdict))] == number
    needing = samples["fullcourt_cells_needing_attention", ()]
    assert needing == len(told["findings"]) > 0
    assert samples["fullcourt_run_running", ()] == 0


def test_metrics_are_exact_and_escaped() -> None:
    from fullcourt.console.metrics import _labels

    assert _labels(command='a"b\\c\nd') == '{command="a\\"b\\\\c\\nd"}'
    line = "x" + _labels(a='<"}') + " 12345678"
    [((_, labels), value)] = parse(f"# HELP x y\n# TYPE x gauge\n{line}\n").items()
    assert (labels, value) == ((("a", '<\\"}'),), 12345678.0)


def test_queries_have_limits(site: Site) -> None:
    from fullcourt.console.console import Console
    from fullcourt.console.pages.query import ask
    from fullcourt.console.settings import ConsoleSettings
    from fullcourt.project import find_project

    settings = ConsoleSettings(sql_rows=5, sql_seconds=0.3)
    console = Console(find_project(site.project), settings, NOW)
    cut = ask(console, "select * from range(100)")
    assert (len(cut.rows), cut.is_cut) == (5, True)
    endless = ask(console, "select count(*) from range(1000000) a, range(1000000) b")
    assert "too long" in endless.error
    assert ask(console, "select count(*) from games").rows[0][0] > 0
    console.close()


def test_only_local_names_are_answered(server: Server) -> None:
    assert server.request("/", headers={"Host": "evil.example"})[0].status == 421
    assert server.request("/", headers={"Host": "localhost:1"})[0].status == 200


def test_nothing_can_be_started_unless_allowed(server: Server) -> None:
    same = {"Origin": server.base}
    assert server.request("/actions/recover", "POST", same)[0].status == 403
    foreign = {"Origin": "http://evil.example"}
    assert server.request("/actions/recover", "POST", foreign)[0].status == 403


def test_a_token_is_asked_for_and_remembered(site: Site) -> None:
    with serving(site.project, "--token", TOKEN) as guarded:
        assert guarded.request("/")[0].status == 401
        assert guarded.request("/?token=wrong")[0].status == 401
        assert guarded.request("/healthz")[0].status == 200
        response, _ = guarded.request(f"/runs?token={TOKEN}")
        assert (response.status, response.getheader("location")) == (303, "/runs")
        cookie = response.getheader("set-cookie") or ""
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        kept = {"Cookie": cookie.split(";")[0]}
        assert guarded.request("/runs", headers=kept)[0].status == 200
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert guarded.request("/api/status", headers=bearer)[0].status == 200


def _run(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fullcourt", "--project", str(site.project), "--now", NOW]
    return subprocess.run([*command, *words], capture_output=True, text=True, check=False)


def test_an_open_address_needs_a_token(site: Site) -> None:
    ran = _run(site, "serve", "--host", "0.0.0.0", "--port", "0")
    assert ran.returncode == 2
    assert "token" in ran.stderr


def test_report_is_one_file_that_needs_nothing(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    ran = _run(site, "report", "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    text = out.read_text(encoding="utf-8")
    page = Page(text)
    assert set(page.refused) <= {"inline script", "inline style"}  # by their digests
    assert "sha256-" in text
    assert all(x.startswith("#") for x in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert {x[1:] for x in page.links} <= set(page.ids)
    assert f"cell/nbac_gamebook/{site.lost_box}" in page.ids


def test_every_address_is_documented() -> None:
    from fullcourt.console.web import PAGES as ADDRESSES

    text = (Path(__file__).parents[2] / "docs" / "console.md").read_text(encoding="utf-8")
    for address in ADDRESSES:
        assert f"`{address.replace(':int', '')}`" in text, address
