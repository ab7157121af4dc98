"""Brief and pages in a real browser: nothing runs that is not ours, nothing is asked of anybody else, axe is content.

Skipped where Chromium is not installed (Debian: apt-get install chromium).
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from news_world import DAY, HOSTILE, Told, article_id, event_id, write_world

from flows.brief import make_brief, window_of
from flows.cli.ui import listen, server_for
from pipeline.brief import html
from pipeline.settings import load_settings
from pipeline.warehouse import Reader

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")

TOKEN = "a-token-of-this-test"
SIZES = {"desktop": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}
STRIKE = Told(
    "strike",
    before="It rained \U0001f327 in Sumy. ",
    evidence="A strike killed 19 people, the mayor said.",
    figure="19",
    killed=((0, 12, 12, None), (3, 19, 19, 19)),
    air=(42, 31),
)
VICIOUS = Told(
    "vicious", place=HOSTILE, title=HOSTILE, source=HOSTILE, url="javascript:alert(1)", actor=HOSTILE, sub=HOSTILE[:60],
    before=HOSTILE, evidence="3 died. " + HOSTILE, hours=2,
)  # fmt: skip
OTHER = Told(
    "other",
    place="Goma",
    country="COD",
    lat=-1.68,
    lon=29.22,
    hours=3,
    type="DISASTER",
    sub="disaster",
    killed=((0, 40, 40, 40),),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    snapshot = write_world(folder / "dateline.duckdb", [STRIKE, VICIOUS, OTHER], feeds=("Kestrel Wire", HOSTILE))
    with Reader(snapshot) as reader:
        (folder / "brief.html").write_text(html(make_brief(reader, window_of(DAY, DAY))), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(home: Path) -> Iterator[str]:
    """Address of the pages of `dateline ui`, served as the command serves them."""
    with listen(0) as bound:
        port = int(bound.getsockname()[1])
        server = server_for(load_settings(home), port, TOKEN)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def visit(browser: object) -> Iterator[Callable[..., SimpleNamespace]]:
    """Opens an address at a size; keeps what the console said and which other addresses were asked for."""
    contexts = []

    def go(address: str, size: str = "desktop", *, scheme: str = "light", bypass: bool = False) -> SimpleNamespace:
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, bypass_csp=bypass)  # type: ignore[attr-defined]
        contexts.append(context)
        page = context.new_page()
        seen = SimpleNamespace(page=page, said=[], asked=[])
        page.on("console", lambda message: seen.said.append(message.text))
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.on("dialog", lambda dialog: (seen.said.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: seen.asked.append(request.url))
        page.goto(address)
        return seen

    yield go
    for context in contexts:
        context.close()


def brief_address(home: Path) -> str:
    return (home / "brief.html").as_uri()


@pytest.mark.parametrize("size", SIZES)
def test_the_brief_opens_from_disk_asks_nobody_and_runs_nothing_of_the_net(
    home: Path, visit: Callable[..., SimpleNamespace], size: str
) -> None:
    seen = visit(brief_address(home), size)
    assert seen.said == []
    assert seen.asked == [brief_address(home)]
    assert seen.page.evaluate("window.ran") is None
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    drawn = seen.page.locator("svg:visible")
    assert drawn.count() >= 3
    for k in range(drawn.count()):
        box = drawn.nth(k).bounding_box()
        assert box["width"] > 200
        assert box["height"] > 60
    assert seen.page.locator(".map:visible .dot").count() >= 2


def test_the_table_of_the_brief_sorts_and_filters_by_keyboard(
    home: Path, visit: Callable[..., SimpleNamespace]
) -> None:
    page = visit(brief_address(home)).page

    def killed() -> list[str]:
        return page.locator("#all tbody tr:visible td:nth-child(3)").all_inner_texts()

    page.get_by_role("button", name="Killed").focus()
    page.keyboard.press("Enter")
    assert killed() == ["40", "19", "3"]
    assert page.locator("#all th[aria-sort=descending]").count() == 1
    page.keyboard.press("Enter")
    assert killed() == ["3", "19", "40"]
    page.get_by_label("Words").fill("goma")
    assert killed() == ["40"]
    assert page.locator("#told").inner_text() == "1 of 3 events"
    page.get_by_label("Words").fill("")
    page.get_by_label("Kind").select_option("disaster")
    assert killed() == ["40"]
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Country").select_option("UKR")
    assert sorted(killed()) == ["19", "3"]


def test_the_brief_prints(home: Path, visit: Callable[..., SimpleNamespace]) -> None:
    page = visit(brief_address(home), "phone").page
    page.emulate_media(media="print")
    assert page.locator("nav.here").is_hidden()
    assert page.locator(".map:visible").count() >= 1
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_article_of_a_report_has_the_right_words_marked(pages: str, visit: Callable[..., SimpleNamespace]) -> None:
    seen = visit(f"{pages}/?token={TOKEN}")
    assert "token" not in seen.page.url
    seen.page.locator(f"a[href='/event/{event_id('strike')}']").click()
    assert seen.page.locator("blockquote .fig").first.inner_text() == "19"
    seen.page.locator("ol.reports a").first.click()
    assert "".join(seen.page.locator("article mark").all_inner_texts()) == "A strike killed 19 people, the mayor said."
    assert seen.page.locator("article mark .fig").all_inner_texts() == ["19"]
    assert seen.page.locator(".notes li.here").count() == 1
    assert seen.said == []
    assert {address.split("/", 3)[2] for address in seen.asked} == {pages.split("/", 3)[2]}


def test_the_box_asks(pages: str, visit: Callable[..., SimpleNamespace]) -> None:
    seen = visit(f"{pages}/sql?token={TOKEN}")
    seen.page.locator("#q").fill("SELECT 6 * 7 AS answer")
    seen.page.locator("#q").press("Control+Enter")
    seen.page.wait_for_url("**sql=SELECT*")
    assert seen.page.locator(".answer td").all_inner_texts() == ["42"]
    assert seen.said == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path", ["/", f"/event/{event_id('vicious')}", f"/article/{article_id('vicious')}", "/articles", "/sql?query=day"]
)
def test_pages_stay_quiet_and_within_the_width(
    pages: str, visit: Callable[..., SimpleNamespace], path: str, size: str
) -> None:
    seen = visit(f"{pages}{path}{'&' if '?' in path else '?'}token={TOKEN}", size)
    assert seen.said == []
    assert seen.page.evaluate("window.ran") is None
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("brief", "light"),
        ("brief", "dark"),
        ("/", "dark"),
        (f"/event/{event_id('strike')}", "light"),
        (f"/article/{article_id('strike')}", "dark"),
        ("/sql?query=day", "light"),
    ],
)
def test_axe_finds_nothing_serious(
    home: Path, pages: str, visit: Callable[..., SimpleNamespace], path: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    address = brief_address(home) if path == "brief" else f"{pages}{path}{'&' if '?' in path else '?'}token={TOKEN}"
    seen = visit(address, "phone" if scheme == "dark" else "desktop", scheme=scheme, bypass=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = axe.Axe().run(seen.page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
