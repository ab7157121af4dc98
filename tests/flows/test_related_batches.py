"""Relating days in any order and in any batches, through a real database, gives what fusing everything at once gives."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows import walk
from flows.context import new_run
from flows.related import relate_days
from pipeline.frames import articles_frame, mention_frames
from pipeline.fusion import FusionInput, fuse
from pipeline.identity import content_id
from pipeline.records import Article, Mention, MentionActor, MentionPlace, Quantity
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse

DAY = date(2026, 3, 2)
# name: (id, lat, lon, country, precision); no two towns are near, one name stands for two places
PLACES: dict[str, tuple[int | None, float | None, float | None, str | None, str]] = {
    "Odrava": (101, 48.0, 30.0, "XXA", "settlement"),
    "Odrava Port": (102, 48.05, 30.1, "XXA", "site"),
    "Belmor": (103, 49.5, 33.0, "XXA", "settlement"),
    "Kolm": (201, 60.0, 179.95, "XXB", "settlement"),
    "Kolm Quay": (202, 60.0, -179.95, "XXB", "site"),
    "West": (110, 48.2, 30.2, "XXA", "admin1"),
    "Arland": (120, 49.0, 31.0, "XXA", "country"),
    "Borland": (220, 61.0, 11.0, "XXB", "country"),
    "Tiskáva": (None, None, None, None, "settlement"),
}
SAID = (
    "A missile struck the grain terminal",
    "Shells fell on a crowded market hall",
    "Drones set fire to a warehouse in Tiskáva before dawn",
    "Police broke up a gathering at the parliament",
    "They were taken to a hospital",
)
KINDS = ("ASSAULT", "ASSAULT", "ASSAULT", "PROTEST", "COERCE", "ACCIDENT", "ACCUSE", "AGREE")


def _place(name: str, start: int) -> MentionPlace:
    number, lat, lon, country, precision = PLACES[name]
    return MentionPlace(
        role="location", name=name, geonames_id=number, canonical_name=name, lat=lat, lon=lon, country=country,
        admin1="West" if country == "XXA" else None, precision=precision, confidence=0.9, start=start, end=start + 4,
    )  # fmt: skip


def _mention(chance: random.Random, article: str, number: int, published: datetime) -> Mention:
    day = published.date() - timedelta(days=chance.choice([0, 0, 0, 1, 1, 2, 5, 9]))
    stated = chance.random() < 0.6
    text = chance.choice(SAID)
    until = day + timedelta(days=chance.choice([0, 0, 0, 1, 6]))
    figures = tuple(
        Quantity(
            quantity_id=content_id(article, number, kind), kind=kind, unit="drone" if kind == "launched" else "person",
            weapon=None, low=value, best=value, high=value, qualifier="exact", subset_of=None, scope="incident",
            attributed_to=None, attribution_kind="none", start=chance.choice([1, 900]), end=901, text="x",
        )
        for kind, value in [("killed", chance.choice([1, 3, 12])), ("launched", 40), ("arrested", 31)]
        if chance.random() < (0.5 if kind == "killed" else 0.1)
    )  # fmt: skip
    actors = tuple(
        MentionActor(role=role, name=name, canonical_name=name, country=None, sector=None, start=0, end=1)
        for role, name in [("actor", "Arland ARMY"), ("target", "the port")]
        if chance.random() < 0.25
    )
    return Mention(
        mention_id=content_id(article, number),
        event_type=chance.choice(KINDS),
        sub_event_type=None,
        quad_class="material conflict",
        modality=chance.choice(["occurred", "occurred", "occurred", "denied", "threatened"]),
        recency=chance.choice(["current", "current", "background"]),
        event_date_start=day if stated else published.date(),
        event_date_end=until if stated else published.date(),
        date_precision="day",
        date_basis="stated" if stated else "publication",
        date_text=chance.choice([None, None, "on Thursday", "nine days\nafter"]) if stated else None,
        weapon=chance.choice([("missile",), ("drone",), ()]),
        evidence_start=0,
        evidence_end=len(text),
        evidence=text,
        confidence=0.8,
        found_by="rule",
        parser_version="1",
        actors=actors,
        places=tuple(
            _place(name, chance.choice([2, 2, 900]))
            for name in chance.sample(sorted(PLACES), chance.choice([0, 1, 1, 1, 2]))
        ),
        quantities=figures,
    )


def _world(chance: random.Random, size: int) -> dict[Article, list[Mention]]:
    """Articles with one to three mentions each; no two texts resemble each other."""
    found: dict[Article, list[Mention]] = {}
    for number in range(size):
        name = f"a{number:04}"
        at = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC) + timedelta(hours=chance.randint(0, 24 * 26))
        words = random.Random(name)
        article = Article(
            article_id=name, version=name, capture_id=name, url=f"https://herald.example/{name}",
            source=f"s{number % 9}", title=name, authors=(), language="en", language_confidence=1.0, country=None,
            published_at=at, published_date=at.date(), date_basis="metadata", date_precision="second", modified_at=None,
            body=" ".join("".join(words.choices("abcdefgh", k=7)) for _ in range(40)), words=40, verdict="article",
            verdict_reason=None, content_digest=name, extractor_version="1", fetched_at=at + timedelta(hours=2),
        )  # fmt: skip
        found[article] = [_mention(chance, name, n, at) for n in range(chance.choice([1, 1, 2, 3]))]
    return found


def _load(settings: Settings, read: Sequence[tuple[Article, Sequence[Mention]]]) -> list[date]:
    """What a run leaves before it relates; the days that are dirty then."""
    with open_warehouse(settings, "test") as warehouse:
        connection = warehouse.connection
        with warehouse._registered(given=articles_frame([article for article, _ in read])):
            connection.execute("INSERT INTO articles BY NAME FROM given")
            connection.execute(
                "INSERT INTO extractions SELECT article_id, article_id, version, published_date, '1', false FROM given"
            )
        for table, frame in mention_frames(read).items():
            with warehouse._registered(given=frame):
                connection.execute(f"INSERT INTO {table} BY NAME FROM given")
    return sorted({article.published_date for article, _ in read})


def _stored(settings: Settings) -> dict[str, pl.DataFrame]:
    with open_warehouse(settings, "test") as warehouse:
        return {
            "members": warehouse.frame(
                "SELECT mention_id, event_id FROM event_mentions WHERE event_id IS NOT NULL ORDER BY ALL"
            ),
            "events": warehouse.frame("SELECT * FROM events ORDER BY event_id"),
            "revisions": warehouse.frame("SELECT * FROM event_revisions ORDER BY event_id, known_from"),
            "claims": warehouse.frame("SELECT * FROM event_claims ORDER BY ALL"),
        }


def _relate(settings: Settings, days: Sequence[tuple[date, date]], clock: Callable[[], datetime]) -> None:
    run = new_run("relate", settings, clock)
    for first, last in days:
        relate_days(run, first, last)


@pytest.mark.parametrize("seed", [1])
def test_any_batches_in_any_order(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    world = _world(chance, 50)

    def clock() -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC)

    left = list(world.items())
    chance.shuffle(left)
    gone = {article.article_id for article, _ in left[:6]}  # read, related, and taken away again
    by_parts = load_settings(tmp_path / "parts")
    while left:
        size = chance.choice([12, 25, 40])
        batch, left = left[:size], left[size:]
        days = _load(by_parts, batch)
        cuts = sorted(chance.sample(range(1, len(days)), min(3, len(days) - 1)))
        stretches = [(days[a], days[b - 1]) for a, b in zip([0, *cuts], [*cuts, len(days)], strict=True)]
        chance.shuffle(stretches)
        _relate(by_parts, stretches, clock)
    with open_warehouse(by_parts, "test") as warehouse:
        # no capture gives them any more
        warehouse.connection.execute("DELETE FROM extractions WHERE article_id IN (SELECT unnest(?))", [sorted(gone)])
    _relate(by_parts, [(article.published_date,) * 2 for article in world if article.article_id in gone], clock)
    kept = [(article, found) for article, found in world.items() if article.article_id not in gone]
    at_once = load_settings(tmp_path / "whole")
    days = _load(at_once, kept)
    _relate(at_once, [(days[0], days[-1])], clock)
    parts, whole = _stored(by_parts), _stored(at_once)
    for name in whole:
        assert parts[name].equals(whole[name]), name
    expected = fuse(
        [
            FusionInput(
                mention=mention, article_id=article.article_id, version=article.version, source=article.source,
                published_at=article.published_at or article.fetched_at, cluster_id=None,
            )
            for article, found in kept
            for mention in found
        ]
    )  # fmt: skip
    assert dict(whole["members"].iter_rows()) == dict(expected.membership)


@pytest.mark.parametrize(
    ("published", "captured", "together", "first_told"),
    [
        pytest.param(3, 12, True, datetime(2026, 3, 10, tzinfo=UTC), id="dated a week before what it reports"),
        pytest.param(3, 10, True, datetime(2026, 3, 10, tzinfo=UTC), id="captured on the day itself"),
        pytest.param(9, 12, True, datetime(2026, 3, 9, 8, tzinfo=UTC), id="a day before: time zones"),
        pytest.param(3, 4, False, None, id="captured before the day that it states"),
        pytest.param(11, 12, True, datetime(2026, 3, 10, 12, tzinfo=UTC), id="dated after it"),
    ],
)
def test_a_page_dated_before_what_it_reports(
    tmp_path: Path, published: int, captured: int, together: bool, first_told: datetime | None
) -> None:
    text = "A missile struck the grain terminal in Odrava on 10 March"
    pages = {
        "right": (datetime(2026, 3, 10, 12, tzinfo=UTC), datetime(2026, 3, 10, 13, tzinfo=UTC)),
        "other": (datetime(2026, 3, published, 8, tzinfo=UTC), datetime(2026, 3, captured, 20, tzinfo=UTC)),
    }
    read = []
    for name, (at, fetched_at) in pages.items():
        chance = random.Random(name)
        article = Article(
            article_id=name, version=name, capture_id=name, url=f"https://{name}.example/", source=name, title=name,
            authors=(), language="en", language_confidence=1.0, country=None, published_at=at, published_date=at.date(),
            date_basis="metadata", date_precision="second", modified_at=None, words=40, verdict="article",
            body=" ".join("".join(chance.choices("abcdefgh", k=7)) for _ in range(40)), verdict_reason=None,
            content_digest=name, extractor_version="1", fetched_at=fetched_at,
        )  # fmt: skip
        killed = Quantity(
            quantity_id=name, kind="killed", unit="person", weapon=None, low=12, best=12, high=12, qualifier="exact",
            subset_of=None, scope="incident", attributed_to=None, attribution_kind="none", start=2, end=3, text="x",
        )  # fmt: skip
        mention = Mention(
            mention_id=name, event_type="ASSAULT", sub_event_type=None, quad_class="material conflict",
            modality="occurred", recency="current", event_date_start=date(2026, 3, 10), event_date_end=date(2026, 3, 10),
            date_precision="day", date_basis="stated", date_text="10 March", weapon=("missile",), evidence_start=0,
            evidence_end=len(text), evidence=text, confidence=0.8, found_by="rule", parser_version="1", actors=(),
            places=(_place("Odrava", 2),), quantities=(killed,),
        )  # fmt: skip
        read.append((article, [mention]))
    settings = load_settings(tmp_path)
    days = _load(settings, read)
    _relate(settings, [(day, day) for day in reversed(days)], lambda: datetime(2026, 6, 1, tzinfo=UTC))
    events = _stored(settings)["events"]
    assert (events.height == 1) is together
    if first_told is not None:
        assert events["first_reported_at"].to_list() == [first_told]


def _days(*numbers: int) -> list[date]:
    return [DAY + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("days", "articles", "runs"),
    [
        pytest.param([], {}, [], id="none"),
        pytest.param([0, 1, 2], None, [(0, 2)], id="in a row"),
        pytest.param([0, 3, 7], None, [(0, 3), (7, 7)], id="further apart than the span"),
        pytest.param([0, 300, 5000], {0: 2, 300: 1, 5000: 4}, [(0, 5000)], id="years apart, nothing between"),
        pytest.param([0, 300], {0: 2, 9: 400, 80: 101, 300: 1}, [(0, 0), (300, 300)], id="many articles between"),
        pytest.param([0, 300], {0: 2, 9: 400, 80: 100, 300: 1}, [(0, 300)], id="not so many"),
        pytest.param([0, 2, 300], {0: 1, 1: 900, 2: 1, 300: 1}, [(0, 300)], id="many between near days"),
        pytest.param([0, 1, 2, 3], dict.fromkeys(range(4), 3000), [(0, 1), (2, 3)], id="no run holds too many"),
        pytest.param([5, 0, 5], {0: 1, 5: 1}, [(0, 5)], id="any order, twice the same"),
    ],
)
def test_days_that_are_related_together(
    days: list[int], articles: dict[int, int] | None, runs: list[tuple[int, int]]
) -> None:
    counts = None if articles is None else {DAY + timedelta(days=day): n for day, n in articles.items()}
    assert walk.stretches(_days(*days), 3, counts, 8000) == [tuple(_days(*run)) for run in runs]
