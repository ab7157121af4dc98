"""Articles that their site cuts into numbered pages: asked for one after the other, joined from the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from polling_support import START, Web, poll, rows

from flows import custody
from flows.context import new_run
from flows.walk import extract_pending, index_new_files, relate_dirty
from pipeline.settings import Settings

STORY = "/news/dam-repairs-begin"
LEAD = "What is known so far about the repairs at the dam, as it is told on every page of this long report of ours."
ARTICLES = "SELECT count(*), min(body), any_value(capture_id), min(words) FROM articles WHERE verdict = 'article'"
MISSING = "SELECT regexp_extract(detail, '[^/]*$') FROM failures WHERE reason = 'cut_off'"


@pytest.fixture
def settings(polled: Settings) -> Settings:
    return polled


def path_of(number: int) -> str:
    return STORY if number == 1 else f"{STORY}?page={number}"


def page(site: Web, number: int, last: int, *, links: bool = True, lines: int = 14) -> None:
    told = [
        LEAD,
        *(f"The water board shut sluice {n} of part {number} while divers looked at it." for n in range(lines)),
    ]
    near = [n for n in range(1, last + 1) if n == 1 or abs(n - number) == 1]
    shown = "".join(f'<a href="{path_of(n)}">{n}</a> ' for n in near) if links else ""
    site.say(
        path_of(number),
        "<html lang='en'><head><meta property='og:type' content='article'><title>Dam repairs begin</title></head>"
        f"<body><article><h1>Dam repairs begin</h1>{''.join(f'<p>{line}</p>' for line in told)}</article>{shown}</body></html>",
        Content_Type="text/html",
    )


def story(site: Web, follow: Callable[..., None], pages: int) -> None:
    site.feed("/feed", STORY)
    for number in range(1, pages + 1):
        page(site, number, pages, lines=14 if number < pages else 2)
    follow("/feed")


def process(settings: Settings) -> None:
    run = new_run("nightly", settings, lambda: START + timedelta(hours=1))
    index_new_files(run)
    extract_pending(run)
    relate_dirty(run)


def body(settings: Settings) -> list[str]:
    ((count, text, _, words),) = rows(settings, ARTICLES)
    assert count == 1
    assert words > 0
    return list(text.split("\n"))


def test_all_pages_of_an_article_are_one_text(site: Web, settings: Settings, follow: Callable[..., None]) -> None:
    story(site, follow, 3)
    run = poll(settings, START)
    assert [path for path, _ in site.taken()] == ["/feed", STORY, path_of(2), path_of(3)]
    assert run.counts["further pages asked for"] == 2
    process(settings)
    lines = body(settings)
    assert len(lines) == 1 + 14 + 14 + 2
    assert [line == LEAD for line in lines].count(True) == 1
    assert lines[-1].endswith("sluice 1 of part 3 while divers looked at it.")
    assert rows(settings, MISSING) == []
    assert rows(settings, "SELECT verdict, count(*) FROM articles GROUP BY ALL ORDER BY ALL") == [
        ("article", 1),
        ("part", 2),
    ]
    before = rows(settings, "SELECT article_id, version, capture_id, body FROM articles ORDER BY ALL")
    day = rows(settings, "SELECT min(published_date), max(published_date) FROM articles")[0]
    poll(settings, START + timedelta(hours=2), "process", first=min(day[0], date(2026, 1, 1)), last=day[1])
    assert rows(settings, "SELECT article_id, version, capture_id, body FROM articles ORDER BY ALL") == before


@pytest.mark.parametrize(("most", "asked"), [(0, 1), (1, 2)])
def test_only_so_many_pages_are_asked_for(
    site: Web, settings: Settings, follow: Callable[..., None], most: int, asked: int
) -> None:
    story(site, follow, 4)
    few = settings.model_copy(update={"poll": settings.poll.model_copy(update={"max_further_pages": most})})
    poll(few, START)
    assert len(site.taken()) == 1 + asked
    process(few)
    assert len(body(few)) == 1 + 14 * asked
    assert rows(few, MISSING) == [(f"dam-repairs-begin?page={asked + 1}",)]


def test_a_page_that_comes_later_is_joined_later(site: Web, settings: Settings, follow: Callable[..., None]) -> None:
    story(site, follow, 2)
    page(site, 2, 2)
    site.answers[path_of(2)] = (503, b"", {})
    poll(settings, START)
    process(settings)
    assert len(body(settings)) == 1 + 14
    version = rows(settings, "SELECT version FROM articles WHERE verdict = 'article'")
    page(site, 2, 2)
    site.feed("/feed", STORY, path_of(2))
    poll(settings, START + timedelta(hours=3), force=True)
    process(settings)
    assert len(body(settings)) == 1 + 14 + 14
    assert rows(settings, "SELECT version FROM articles WHERE verdict = 'article'") != version
    assert rows(settings, MISSING) == []


@pytest.mark.parametrize("validators", [{}, {"ETag": '"1"'}], ids=["same bytes", "304"])
def test_a_page_that_failed_is_asked_for_when_the_first_page_is(
    site: Web, settings: Settings, follow: Callable[..., None], validators: dict[str, str]
) -> None:
    story(site, follow, 3)
    site.answers[STORY][2].update(validators)
    site.answers[path_of(2)] = (503, b"", {})
    poll(settings, START)
    process(settings)
    assert len(body(settings)) == 1 + 14
    page(site, 2, 3)
    site.taken()
    poll(settings, START + timedelta(hours=2), force=True)
    assert [path for path, _ in site.taken()] == ["/feed", STORY, path_of(2), path_of(3)]
    process(settings)
    assert len(body(settings)) == 1 + 14 + 14 + 2
    assert rows(settings, MISSING) == []
    poll(settings, START + timedelta(hours=8), force=True)
    asked = [path for path, _ in site.taken()]
    assert STORY in asked
    assert path_of(2) not in asked  # it is here


def test_a_page_that_does_not_say_that_it_belongs_to_it_is_left_out(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    story(site, follow, 2)
    page(site, 2, 2, links=False)
    poll(settings, START)
    process(settings)
    assert [row[0].count("part 2") for row in rows(settings, "SELECT body FROM articles ORDER BY url") if row[0]] == [
        0,
        14,
    ]


def test_pages_that_name_each_other_in_a_ring_come_to_an_end(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    story(site, follow, 2)
    page(site, 2, 3)  # page 3 leads back to the first one
    site.say(path_of(3), b"", 302, Location=STORY)
    poll(settings, START)
    process(settings)
    assert len(body(settings)) == 1 + 14 + 14
    assert rows(settings, MISSING) == [("dam-repairs-begin?page=3",)]


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_forgotten_is_in_no_joined_text(
    site: Web, settings: Settings, follow: Callable[..., None], number: int
) -> None:
    story(site, follow, 2)
    page(site, 2, 2)
    poll(settings, START)
    process(settings)
    assert len(body(settings)) == 1 + 14 + 14
    run = new_run("archive", settings, lambda: START + timedelta(hours=5))
    custody.forget_url(run, site.base + path_of(number), "asked")
    if number == 1:
        assert rows(settings, "SELECT count(*) FROM articles") == [(0,)]
        assert rows(settings, "SELECT count(*) FROM captures WHERE kind = 'page'") == [(0,)]
    else:
        assert len(body(settings)) == 1 + 14
        site.taken()
        page(site, 1, 2, lines=15)
        poll(settings, START + timedelta(days=2), force=True)
        asked = [path for path, _ in site.taken()]
        assert STORY in asked
        assert path_of(2) not in asked
