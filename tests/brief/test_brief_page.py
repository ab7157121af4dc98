"""The brief as a page and as markdown: what it says, and that nothing of the net is more than text in it."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html as parser
from news_world import DAY, HOSTILE, Told, event_id, write_world

from flows.brief import closing_day, make_brief, newest_day, window_of
from pipeline.brief import Brief, html, markdown
from pipeline.errors import QueryError, UsageError
from pipeline.warehouse import Reader

REVISED = Told("revised", place="Odesa", lat=46.48, lon=30.72, hours=-20, killed=((0, 3, 3, 3), (18, 5, 6, 9)))
STRIKE = Told(
    "strike", air=(42, 31), killed=((0, 19, 19, 19),), sources=3, evidence="It killed 19 people.", figure="19"
)
DENIED = Told("denied", modality="denied", hours=2, evidence="The ministry denied that 3 houses were hit.")
OTHER = Told("other", place="Goma", country="COD", lat=-1.68, lon=29.22, hours=3, killed=((0, 2, 2, 2), (30, 4, 4, 4)))
VICIOUS = Told(
    "vicious",
    place=HOSTILE,
    title=HOSTILE,
    source=HOSTILE,
    url="javascript:alert(1)//https://wire.example",
    evidence="3 died. " + HOSTILE,
    actor=HOSTILE,
    sub=HOSTILE[:60],
    hours=1,
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "dateline.duckdb"
    return write_world(path, [REVISED, STRIKE, DENIED, OTHER, VICIOUS], feeds=("Kestrel Wire", HOSTILE))


def brief_of(snapshot: Path, first: date = DAY, last: date = DAY, **chosen: object) -> Brief:
    with Reader(snapshot) as reader:
        return make_brief(reader, window_of(first, last, **chosen))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(snapshot: Path) -> str:
    return html(brief_of(snapshot))


def test_the_weightiest_comes_first_with_its_figures_quote_and_source(snapshot: Path) -> None:
    brief = brief_of(snapshot)
    assert brief.lead[0].event_id == event_id("strike")
    assert [(f.value, f.name) for f in brief.lead[0].figures] == [
        ("19", "killed"),
        ("42", "drones launched"),
        ("31", "drones intercepted"),
    ]
    assert brief.lead[0].quote is not None
    assert brief.lead[0].quote.quote == "It killed 19 people."
    assert brief.lead[0].figures[0].claims[0].who == "the army"
    assert {item.event_id for item in brief.events} == {event_id(n) for n in ("strike", "revised", "other", "vicious")}
    assert brief.totals["new_events"] == 3


def test_what_changed_tells_revised_tolls_and_denials(snapshot: Path) -> None:
    brief = brief_of(snapshot)
    assert [(r.event_id, r.before, r.after, r.direction) for r in brief.revisions] == [
        (event_id("revised"), "3", "5–9", "up")
    ]
    assert [d.report.quote for d in brief.denials] == ["The ministry denied that 3 houses were hit."]


def test_as_of_leaves_out_what_was_not_known(snapshot: Path) -> None:
    early = brief_of(snapshot, as_of=datetime(2024, 3, 6, 9, 30, tzinfo=UTC))
    assert {item.event_id for item in early.events} == {event_id(n) for n in ("strike", "revised", "vicious")}
    assert "As it was known on 6 Mar 2024, 09:30 UTC" in html(early)
    later = {item.event_id: item for item in brief_of(snapshot).events}
    assert later[event_id("other")].figures[0].value == "4"
    same_day = brief_of(snapshot, as_of=datetime(2024, 3, 6, 23, tzinfo=UTC))
    assert {item.event_id: item.figures[0].value for item in same_day.events}[event_id("other")] == "2"


def test_a_country_leaves_out_the_others(snapshot: Path) -> None:
    brief = brief_of(snapshot, countries=("COD",))
    assert [item.event_id for item in brief.events] == [event_id("other")]
    assert brief.totals["events"] == 1
    assert not brief.revisions


def test_an_empty_day_says_so(snapshot: Path) -> None:
    brief = brief_of(snapshot, date(2023, 1, 1), date(2023, 1, 1))
    page = html(brief)
    assert "No article was published in this time" in page
    assert "<svg" not in page
    assert "No event in this time" in markdown(brief)


def test_an_empty_database_has_a_brief_too(tmp_path: Path) -> None:
    snapshot = write_world(tmp_path / "d.duckdb", [], feeds=())
    with Reader(snapshot) as reader:
        assert newest_day(reader) == DAY
    assert "The snapshot holds no article yet" in html(brief_of(snapshot))


def test_nothing_of_the_net_is_more_than_text(page: str) -> None:
    document = parser.document_fromstring(page)
    assert len(document.xpath("//script")) == 1
    assert len(document.xpath("//style")) == 1
    assert not document.xpath(
        "//img | //iframe | //object | //embed | //link | //base | //form | //foreignObject | //image"
    )
    for element in document.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (element.tag, name)
            assert name.lower() not in ("style", "src", "srcset", "action", "xlink:href"), (element.tag, name)
            if name == "href":
                assert value.startswith(("#", "https://", "http://")), value
    assert "window.ran" in document.text_content()  # shown, as text
    assert "49" not in document.xpath("string(//h3[contains(., 'DROP TABLE')])")
    assert "\u202e" not in page


def test_links_lead_out_without_a_way_back(page: str) -> None:
    out = parser.document_fromstring(page).xpath("//a[starts-with(@href, 'http')]")
    assert out
    for link in out:
        assert {"noopener", "noreferrer"} <= set(link.get("rel").split())


def test_inner_links_have_a_target(page: str) -> None:
    document = parser.document_fromstring(page)
    names = document.xpath("//@id")
    assert len(names) == len(set(names))
    assert {href[1:] for href in document.xpath("//a/@href[starts-with(., '#')]")} <= set(names)


def test_the_policy_allows_this_script_and_style_and_nothing_else(page: str) -> None:
    document = parser.document_fromstring(page)
    policy = document.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for name in ("script", "style"):
        inner = re.search(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        assert inner
        hashed = base64.b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{hashed}'" in policy
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_markdown_of_hostile_news_is_text(snapshot: Path) -> None:
    text = markdown(brief_of(snapshot))
    assert "<script" not in text
    assert "](http://evil" not in text
    assert "@channel" not in text
    assert re.findall(r"\]\((?!<https://wire\.example/)", text) == []


def test_the_same_answers_give_the_same_bytes(snapshot: Path, page: str) -> None:
    assert html(brief_of(snapshot)) == page


def test_a_thousand_events_fit_and_all_are_in_the_table(tmp_path: Path) -> None:
    many = [
        Told(
            f"event {k}",
            place=f"Town {k}",
            lat=-40 + k % 90,
            lon=-120 + k % 240,
            hours=(k % 160) / 10,
            title=HOSTILE,
            actor=HOSTILE,
        )
        for k in range(1000)
    ]
    brief = brief_of(write_world(tmp_path / "d.duckdb", many))
    page = html(brief)
    assert len(page.encode()) < 3_000_000
    assert len(parser.document_fromstring(page).xpath("//table[@id='all']/tbody/tr")) == 1000
    assert brief.totals["killed_best"] == 3000


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-03-07T02:30", date(2024, 3, 6)),
        ("2024-03-06T21:00", date(2024, 3, 6)),
        ("2024-03-06T11:59", date(2024, 3, 5)),
    ],
)
def test_a_run_in_the_morning_closes_the_day_before(moment: str, day: date) -> None:
    assert closing_day(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == day


def test_windows_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError, match="is after"):
        window_of(DAY, DAY - timedelta(days=1))
    with pytest.raises(UsageError, match="too long"):
        window_of(DAY, DAY + timedelta(days=400))
    with pytest.raises(UsageError, match="before"):
        window_of(DAY, DAY, as_of=datetime(2024, 3, 5, tzinfo=UTC))


def test_a_reader_answers_within_limits(snapshot: Path) -> None:
    with Reader(snapshot) as reader:
        answer = reader.question("SELECT * FROM range(1000000000000)", rows=10, seconds=20)
        assert (answer.frame.height, answer.more) == (10, True)
        with pytest.raises(QueryError, match=r"stopped after 0\.2 seconds"):
            reader.question(
                "SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b", rows=1, seconds=0.2
            )
        assert reader.question("SELECT 1 AS one", rows=1, seconds=5).frame["one"].to_list() == [1]
        for refused in (
            "DELETE FROM events",
            "COPY events TO 'x.csv'",
            "SELECT * FROM read_text('/etc/hosts')",
            "SELECT 1; SELECT 2",
        ):
            with pytest.raises(QueryError):
                reader.question(refused, rows=1, seconds=5)
