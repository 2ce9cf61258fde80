"""The console in a real browser, against a real server: what people see, click and type.

Every page is watched for console errors and for requests that leave the machine. Screenshots are
kept in `artefacts/console`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.console.conftest import NOW, Oracle, Server, Site, serving

api = pytest.importorskip(
    "playwright.sync_api", reason="no browser tests: playwright is not installed"
)
CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), ""
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no browser tests: no Chromium at /usr/bin/chromium"),
]
if not CHROMIUM and os.environ.get("FULLCOURT_BROWSER") == "required":
    raise RuntimeError("FULLCOURT_BROWSER=required, and there is no Chromium at /usr/bin/chromium")
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "console"
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SIZES = {"phone": (390, 844), "desk": (1440, 900), "wall": (2560, 1440)}
SETTLED = "() => !document.querySelector('.loading')"
SQUEEZED = """() => [...document.querySelectorAll('.heat-name')]
    .filter((r) => r.clientHeight < 10 || r.firstElementChild.clientHeight > r.clientHeight + 2)
    .map((r) => r.textContent)"""
"""Names beside a heatmap that have less room than they need."""

NAMED = """(e) => [e.tagName, e.id, e.getAttribute('href'), e.getAttribute('aria-label'),
    e.getAttribute('data-copy')].join(' ')"""
REACHABLE = f"""() => [...document.querySelectorAll(
        'a[href], button, input, textarea, summary, [tabindex="0"]')]
    .filter((e) => e.checkVisibility({{visibilityProperty: true}}) && !e.disabled)
    .map({NAMED})"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """A browser tab that remembers what went wrong and what it asked for."""

    def __init__(self, browser: object, size: str = "desk", scheme: str = "light") -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(  # type: ignore[attr-defined]
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.errors: list[str] = []
        self.asked: set[str] = set()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url))

    def _said(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.errors.append(message.text)  # type: ignore[attr-defined]

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_function(SETTLED)

    def shoot(self, name: str, *, full: bool = True) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=full)

    def outside(self, base: str) -> set[str]:
        return {u for u in self.asked if not u.startswith((base, "data:", "file:"))}

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def visit(chromium: object) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def open_tab(size: str = "desk", scheme: str = "light") -> Visitor:
        visitors.append(Visitor(chromium, size, scheme))
        return visitors[-1]

    yield open_tab
    for visitor in visitors:
        visitor.close()


def _pages(site: Site) -> dict[str, str]:
    return {
        "overview": "/",
        "cell": f"/cell/nbac_gamebook/{site.lost_box}",
        "drifted": f"/cell/team_defense_zone_analysis/{site.drifted}",
        "holed": f"/cell/ml_feature_store/{site.after}",
        "table": "/table/shot_events",
        "runs": "/runs",
        "run": "/runs/2?diff=yes",
        "alerts": "/alerts",
        "slate": f"/slate?date={site.after}",
        "players": "/players",
        "player": f"/players/{site.player}",
        "teams": "/teams",
        "team": f"/teams/{site.team}?date={site.after}",
        "leaderboard": "/leaderboard",
        "sql": "/sql?q=select+*+from+games+order+by+game_id",
        "nothing": "/cell/nothing/-",
    }


def _prophecies(oracle: Oracle) -> dict[str, str]:
    return {
        "tonight": "/slate",
        "prophecy": f"/players/{oracle.player}",
        "graded": "/leaderboard",
    }


def _look(visitor: Visitor, base: str, pages: dict[str, str], scheme: str) -> dict[str, list[str]]:
    """Serious findings of axe-core and console errors, page by page; a picture of each is kept."""
    found: dict[str, list[str]] = {}
    for name, path in pages.items():
        visitor.errors.clear()
        visitor.go(base + path)
        # axe is put in by the test, past the policy, from a file
        visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
        result = visitor.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        serious = [
            f"{v['id']}: {n['html'][:120]} {n['failureSummary'][:200]}"
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
            for n in v["nodes"][:3]
        ]
        errors = [e for e in visitor.errors if not (name == "nothing" and "404" in e)]
        if serious or errors:
            found[name] = serious + errors
        visitor.shoot(f"{name}-{scheme}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_clean_and_accessible(
    server: Server, site: Site, visit: Callable[..., Visitor], scheme: str
) -> None:
    """No console error, no request to elsewhere, no serious finding of axe-core."""
    visitor = visit("desk", scheme)
    assert _look(visitor, server.base, _pages(site), scheme) == {}
    assert visitor.outside(server.base) == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_predictions_are_clean_and_accessible(
    seer: Server, oracle: Oracle, visit: Callable[..., Visitor], scheme: str
) -> None:
    visitor = visit("desk", scheme)
    assert _look(visitor, seer.base, _prophecies(oracle), scheme) == {}
    assert visitor.outside(seer.base) == set()


def test_a_prediction_is_shown_with_interval_line_and_reasons(
    seer: Server, oracle: Oracle, visit: Callable[..., Visitor]
) -> None:
    """What the page says is what the warehouse holds; every system stands on one scale."""
    visitor = visit()
    page = visitor.page
    visitor.go(seer.base + "/slate")
    assert page.inner_text("h1").startswith("Tonight")
    page.click(f".side a[href^='/players/{oracle.player}']")
    page.wait_for_function(SETTLED)
    held = seer.json("/api/predict?date=" + str(oracle.tonight))["data"]
    [said] = [r for r in held if (r["player_id"], r["market"]) == (oracle.player, "points")]
    assert page.inner_text(".oracle-number b") == f"{said['predicted_points']:.1f}"
    assert f"{said['q10']:.1f} to {said['q90']:.1f}" in page.inner_text(".oracle-number")
    if said["line"] is None:
        assert page.inner_text(".oracle-line") == "no line"
    else:
        assert f"{said['line']:.1f}" in page.inner_text(".oracle-line")
    assert page.locator(".intervals li").count() >= 4
    why = page.inner_text(".why")
    assert "minutes expected" in why
    assert page.locator(".pushes li").count() >= 5
    assert visitor.errors == []


def test_the_leaderboard_ranks_by_the_gain_on_the_same_rows(
    seer: Server, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go(seer.base + "/leaderboard")
    gains = [g.replace("−", "-") for g in page.locator(".board .gain-cell span").all_inner_texts()]
    numbers = [float(g.removesuffix(" %")) for g in gains]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) >= 5
    assert page.locator(".calibration circle").count() >= 10
    page.click("nav[aria-label='Players'] >> text=everybody")
    page.wait_for_url("**population=all*")
    assert page.inner_text("nav[aria-label='Players'] [aria-current]") == "everybody"
    assert visitor.errors == []


@pytest.mark.parametrize("size", ["phone", "wall"])
def test_pages_fit_small_and_large_screens(
    server: Server,
    seer: Server,
    site: Site,
    oracle: Oracle,
    visit: Callable[..., Visitor],
    size: str,
) -> None:
    """What is wider scrolls in its own frame, the page never does; names keep their room."""
    visitor = visit(size)
    wide = {}
    addresses = {n: server.base + p for n, p in _pages(site).items()}
    addresses |= {n: seer.base + p for n, p in _prophecies(oracle).items()}
    for name, address in addresses.items():
        visitor.go(address)
        width = visitor.page.evaluate("() => document.documentElement.scrollWidth")
        if width > SIZES[size][0]:
            wide[name] = width
        squeezed = visitor.page.evaluate(SQUEEZED)
        assert squeezed == [], name
        visitor.shoot(f"{name}-{size}", full=size == "phone")
    assert wide == {}


def test_keys_reach_everything(server: Server, site: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go(server.base + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    for _ in range(60):  # on from the content to the heatmap
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('role')") == "application":
            break
    assert page.evaluate("() => document.activeElement.className") == "heat-scroll"
    page.keyboard.press("n")
    said = page.inner_text(".tip")
    assert any(word in said for word in ("partial", "contaminated", "drifted"))
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".tip") != said
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".tip") == said
    page.keyboard.press("Enter")
    page.wait_for_url("**/cell/**")
    page.keyboard.press("[")
    page.wait_for_url("**/cell/**")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/runs")
    page.keyboard.press("?")
    assert page.is_visible("dialog#help")


def test_the_tab_key_reaches_everything_that_can_be_used(
    server: Server, site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    for path in ("/", f"/cell/team_defense_zone_analysis/{site.drifted}", "/sql"):
        visitor.go(server.base + path)
        wanted = page.evaluate(REACHABLE)
        reached = set()
        for _ in range(len(wanted) + 5):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(f"() => ({NAMED})(document.activeElement)"))
        assert set(wanted) - reached == set(), path


def test_everything_in_the_heatmap_works_without_script(server: Server, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(server.base + "/")
    page.click(".heat-name a >> nth=8")
    page.click(".day >> nth=2")
    assert "/cell/" in page.url
    context.close()


def test_hovering_tells_the_counts(
    server: Server, site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    visitor.go(server.base + "/")
    visitor.page.hover(".heat-svg .v-drifted .area")
    said = visitor.page.inner_text(".tip")
    assert "team_defense_zone_analysis" in said
    assert "drifted" in said
    visitor.shoot("hover", full=False)


def test_from_a_red_cell_to_its_root_and_through_the_recovery(
    own: Path,
    site: Site,
    visit: Callable[..., Visitor],
    wait: Callable[[Callable[[], object]], object],
) -> None:
    visitor = visit()
    page = visitor.page
    with serving(own, "--allow-actions") as server:
        visitor.go(server.url)  # the address that was printed, token included
        assert "token" not in page.url
        page.click(".heat-svg .v-drifted .area")
        page.wait_for_url("**/cell/team_defense_zone_analysis/*")
        page.wait_for_function(SETTLED)
        assert "drifted" in page.inner_text(".cell-title")
        page.click(".path-step.root a >> nth=0")
        page.wait_for_url("**/cell/**")
        page.wait_for_function(SETTLED)
        page.go_back()  # that root wants a file; what was deleted behind the ledger is rebuilt here
        page.wait_for_function(SETTLED)
        page.on("dialog", lambda dialog: dialog.accept())
        page.click("text=Recover now")
        page.wait_for_url("**/runs")
        page.wait_for_selector("#live h2:has-text('recover')")
        page.wait_for_selector(".live .status-ok, .live .status-partial", timeout=120_000)
        visitor.shoot("recovered-run")

        def is_well() -> bool:
            visitor.go(f"{server.base}/cell/team_defense_zone_analysis/{site.drifted}")
            return "drifted" not in page.inner_text(".cell-title")

        wait(is_well)  # the board is judged anew once the run has ended
        visitor.shoot("recovered-cell")
        assert visitor.errors == []
        assert visitor.outside(server.base) == set()


def test_progress_of_a_backfill_in_another_process(
    own: Path, site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    command = [sys.executable, "-m", "fullcourt", "--project", str(own), "--now", NOW]
    with serving(own) as server:
        overview = visit()
        overview.go(server.base + "/")
        snapshot = overview.page.inner_text("footer")
        visitor.go(server.base + "/runs")
        before = page.inner_text("#live h2")
        subprocess.run([*command, "ingest", str(site.raw)], check=True, capture_output=True)
        backfill = subprocess.Popen(
            [*command, "backfill"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        page.wait_for_selector(".chip-live:has-text('backfill')")
        page.wait_for_selector("#live .is-running:has-text('backfill')")
        visitor.shoot("live")
        page.wait_for_selector("#live h2:has-text('backfill')")
        assert page.inner_text("#live h2") != before
        assert backfill.wait(timeout=120) == 0
        page.wait_for_selector("#live .status-ok")
        # the overview that stayed open has renewed itself
        overview.page.wait_for_selector("#overview h1:has-text('Nothing')", timeout=60_000)
        assert overview.page.inner_text("footer") == snapshot  # only its own part was exchanged
        assert visitor.errors == []
        assert overview.errors == []


def test_the_report_works_from_a_file(
    site: Site, tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    out = tmp_path / "report.html"
    command = [sys.executable, "-m", "fullcourt", "--project", str(site.project), "--now", NOW]
    subprocess.run([*command, "report", "--out", str(out)], check=True, capture_output=True)
    visitor = visit()
    visitor.go(out.as_uri())
    visitor.page.hover(".heat-svg .v-drifted .area")
    assert "drifted" in visitor.page.inner_text(".tip:not([hidden])")
    visitor.page.click(".heat-svg .v-drifted .area")
    assert visitor.page.url.endswith(f"#cell/team_defense_zone_analysis/{site.drifted}")
    visitor.shoot("report")
    assert visitor.errors == []
    assert visitor.outside("file:") == set()
