"""The pages: what they find, that they show it as text, within limits, and that they follow the publishing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from lxml import html as parser
from news_world import Told, article_id, event_id, write_world
from starlette.testclient import TestClient

from flows.ui.app import build_app
from flows.ui.published import Published
from pipeline.errors import WarehouseError

PAGES = (
    "/",
    "/?all=1",
    f"/event/{event_id('vicious')}",
    f"/article/{article_id('vicious')}",
    "/articles",
    "/sql?query=day",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_net_is_more_than_text(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    document = parser.document_fromstring(answer.text)
    assert document.xpath("//script/@src") == ["/ui.js"]
    assert not document.xpath("//script[not(@src)] | //style | //img | //iframe | //object | //embed | //base")
    for element in document.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (element.tag, name)
            assert name.lower() != "style"
            if name in ("href", "action"):
                assert value.startswith(("/", "#", "https://wire.example/")), value
                assert not value.startswith("//")
    assert "\u202e" not in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"strike", "vicious"}),
        ("?all=1", {"strike", "vicious", "planned"}),
        ("?country=UKR&words=sumy", {"strike"}),
        ("?killed=10", {"strike"}),
        ("?kind=disaster", set()),
        ("?first=2024-03-07", set()),
        ("?last=2024-03-06&sort=killed", {"strike", "vicious"}),
        ("?words=' OR 1=1 --", set()),
        ("?page=7", set()),
    ],
)
def test_filters_find_what_fits(client: TestClient, query: str, found: set[str]) -> None:
    links = parser.document_fromstring(client.get(f"/{query}").text).xpath("//table//a/@href")
    assert {link.removeprefix("/event/") for link in links} == {event_id(name) for name in found}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?killed=many", 400),
        ("/?first=yesterday", 400),
        ("/?page=-1", 400),
        ("/event/zz", 404),
        ("/event/%2e%2e%2fetc", 404),
        (f"/event/{'0' * 24}", 404),
        ("/article/nothing", 404),
        (f"/article/{article_id('strike')}?version=../x", 404),
        ("/brief?first=x", 400),
        ("/nothing", 404),
    ],
)
def test_wrong_addresses_are_told_in_words(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_an_event_has_its_figures_history_and_reports(client: TestClient) -> None:
    document = parser.document_fromstring(client.get(f"/event/{event_id('strike')[:8]}").text)
    text = document.text_content()
    assert "at least 12" in text
    assert "19 killed, according to the army" in text
    assert document.xpath("string(//blockquote//b[@class='fig'])") == "19"
    assert document.xpath("//svg[contains(@class, 'map')]")


def test_an_article_marks_the_passage_and_its_figure(client: TestClient) -> None:
    document = parser.document_fromstring(client.get(f"/article/{article_id('strike')}").text)
    assert "".join(document.xpath("//article//mark//text()")) == "A strike killed 19 people, the mayor said."
    assert document.xpath("//article//mark//b[@class='fig']/text()") == ["19"]
    assert document.xpath("//article//a[@id='p1']")


@pytest.mark.parametrize(
    ("sql", "status", "said"),
    [
        ("SELECT 42 AS answer", 200, "42"),
        ("SELECT * FROM range(100000)", 200, "there are more"),
        ("SELECT '<b>x</b>' AS \"<i>name</i>\"", 200, "&lt;b&gt;x&lt;/b&gt;"),
        ("SELECT 'javascript:alert(1)' AS url", 200, "javascript:alert(1)"),
        ("DROP TABLE events", 400, "is not a question"),
        ("SELECT 1; DELETE FROM events", 400, "one statement is asked for"),
        ("SELECT * FROM read_text('/etc/passwd')", 400, "disabled"),
        ("ATTACH 'x.db'", 400, "is not a question"),
        ("SET memory_limit='99GB'", 400, "is not a question"),
        ("selec", 400, "Parser Error"),
    ],
)
def test_the_box_answers_questions_and_nothing_else(client: TestClient, sql: str, status: int, said: str) -> None:
    answer = client.get("/sql", params={"sql": sql})
    assert (answer.status_code, said in answer.text) == (status, True)
    assert 'href="javascript' not in answer.text


def test_named_queries_take_their_values(client: TestClient) -> None:
    asked = client.get("/sql", params={"query": "figures", "p.event": event_id("strike")})
    assert asked.status_code == 200
    assert "19" in asked.text
    assert "a value is needed" in client.get("/sql", params={"query": "figures", "ask": "1"}).text
    assert client.get("/sql", params={"query": "day", "p.date": "yesterday"}).status_code == 400
    assert client.get("/sql", params={"query": "no_such"}).status_code == 400


def test_a_new_snapshot_is_seen_at_the_next_question(tmp_path: Path) -> None:
    path = write_world(tmp_path / "d.duckdb", [Told("one")])
    app = build_app(path, token="t", port=8000)
    with TestClient(app, base_url="http://127.0.0.1:8000", cookies={"dateline-8000": "t"}) as client:
        assert event_id("one") in client.get("/").text
        write_world(path, [Told("two", place="Lviv")])
        assert event_id("two") in client.get("/").text
        path.unlink()
        assert client.get("/").status_code == 503


def test_who_reads_while_it_is_replaced_keeps_the_old_one(tmp_path: Path) -> None:
    path = write_world(tmp_path / "d.duckdb", [Told("one")])
    published = Published(path)
    with published.reader() as old:
        write_world(path, [Told("one"), Told("two")])
        with published.reader() as meanwhile:
            assert meanwhile.question("SELECT count(*) AS n FROM events", rows=1, seconds=5).frame["n"][0] == 1
        assert old.question("SELECT count(*) AS n FROM events", rows=1, seconds=5).frame["n"][0] == 1
    with published.reader() as new:
        assert new.question("SELECT count(*) AS n FROM events", rows=1, seconds=5).frame["n"][0] == 2
    published.close()


def test_many_ask_at_once(client: TestClient) -> None:
    answers: list[int] = []
    askers = [threading.Thread(target=lambda: answers.append(client.get("/").status_code)) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers == [200] * 8


def test_nothing_published_is_told(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing is published"), Published(tmp_path / "none.duckdb").reader():
        pass
