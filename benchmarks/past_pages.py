"""News pages made up from sentences of our own, and WARC files of them: the same number gives the same pages."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
from pipeline.archive import ArchiveWriter  # noqa: E402
from pipeline.records import Exchange  # noqa: E402

FIRST = date(2022, 1, 1)
_PLACES = [
    "Kharkiv",
    "Mykolaiv",
    "Kherson",
    "Zaporizhzhia",
    "Dnipro",
    "Sumy",
    "Aleppo",
    "Idlib",
    "Homs",
    "Mosul",
    "Kirkuk",
    "Basra",
    "Kabul",
    "Kandahar",
    "Herat",
    "Lahore",
    "Quetta",
    "Peshawar",
    "Gao",
    "Timbuktu",
    "Mopti",
    "Ouagadougou",
    "Niamey",
    "Maiduguri",
    "Kano",
    "Jos",
    "Mogadishu",
    "Kismayo",
    "Goma",
    "Bukavu",
    "Bunia",
    "Bangui",
    "Khartoum",
    "Nyala",
    "Juba",
    "Malakal",
    "Tripoli",
    "Benghazi",
    "Sanaa",
    "Aden",
    "Taiz",
    "Hodeidah",
    "Cali",
    "Medellin",
    "Tumaco",
    "Culiacan",
    "Tijuana",
    "Mandalay",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WHO = ("Gunmen", "Militants", "Soldiers", "Unknown attackers", "Rebels", "Fighters on motorcycles", "Army troops")
_HIT = (
    "a market",
    "a police post",
    "an apartment block",
    "a bus station",
    "a school",
    "a convoy",
    "a warehouse",
    "a clinic",
)
_SAYS = ("a local official said", "the governor said", "police said", "residents said", "the army said in a statement")
_QUIET = (
    "The road between the two towns has been under repair since the spring, and buses take the longer way round.",
    "Shopkeepers along the main street said that trade had been slow and that they hoped for a better season.",
    "The council is to meet again at the end of the month to talk about the budget for schools and clinics.",
    "Rain is forecast for the coming days, which farmers in the valley have been waiting for since the sowing.",
    "The district has about forty thousand people, most of whom live from farming and from small trade.",
    "A spokesman for the ministry did not answer questions about when the report would be made public.",
    "Volunteers brought blankets, bread and water, and a kitchen was set up in the yard of the old mill.",
    "Two of the three bridges are open to light traffic, and the third is to follow when the steel has come.",
    "Teachers have kept lessons going in the mornings, and pupils share the books that are left.",
    "The museum reopened its rooms on the ground floor with a show of photographs from before the flood.",
)


def _events(rng: random.Random) -> list[str]:
    place, day = rng.choice(_PLACES), rng.choice(_DAYS)
    dead, hurt = rng.randint(2, 40), rng.randint(2, 90)
    return [
        f"{rng.choice(_WHO)} attacked {rng.choice(_HIT)} in {place} on {day}, killing at least {dead} people and "
        f"wounding {hurt}, {rng.choice(_SAYS)}.",
        f"A missile strike on {place} destroyed {rng.choice(_HIT)} and left {rng.randint(1, 9)} civilians dead, "
        f"{rng.choice(_SAYS)}.",
    ]


def page(number: int, day: date) -> tuple[str, bytes]:
    """Address and bytes of one page."""
    rng = random.Random(number)
    told = _events(rng)
    title = f"{told[0].split(',')[0]} ({number})"
    paragraphs = [told[0], *rng.sample(_QUIET, 5), told[1], *rng.sample(_QUIET, 4)]
    body = "".join(f"<p>{text} Item {number} of the day's notes.</p>" for text in paragraphs)
    links = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    script = "".join(f"{rng.getrandbits(120):x}=function(a){{return a+{rng.random()}}};" for _ in range(180))
    style = "".join(
        f".c{rng.getrandbits(40):x}{{margin:{rng.randint(0, 99)}px;color:#{rng.getrandbits(24):06x}}}"
        for _ in range(250)
    )
    aside = "".join(f'<div class="teaser"><a href="/more/{n}">{rng.choice(_QUIET)[:40]}</a></div>' for n in range(30))
    host = f"site{number % 50}.example"
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Site</title>'
        f'<meta property="og:title" content="{title}"><meta property="article:published_time" content="{day}T08:'
        f'{number % 60:02d}:00+00:00"><link rel="canonical" href="https://{host}/{day}/{number}">'
        f"<style>{style}</style></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main><aside>{aside}</aside>"
        f"<script>{script}</script><footer>All rights are with the site.</footer></body></html>"
    )
    return f"https://{host}/{day}/{number}", html.encode()


def pages(count: int, *, a_day: int) -> Iterator[tuple[date, str, bytes]]:
    """So many pages, `a_day` of them dated each day."""
    for number in range(count):
        day = FIRST + timedelta(days=number // a_day)
        yield day, *page(number, day)


def write_warcs(folder: Path, count: int, *, a_day: int = 500, a_file: int = 5000) -> tuple[date, date]:
    """WARC files of pages captured in the afternoon of their day; the first and the last day."""
    folder.mkdir(parents=True, exist_ok=True)
    last = FIRST
    writer: ArchiveWriter | None = None
    for number, (day, url, body) in enumerate(pages(count, a_day=a_day)):
        if number % a_file == 0:
            if writer is not None:
                writer.close()
            at = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
            writer = ArchiveWriter(folder, name="made", started_at=at, software="benchmark")
        assert writer is not None
        fetched_at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC) + timedelta(seconds=number % a_day)
        exchange = Exchange(
            url=url,
            request_headers=(("User-Agent", "benchmark"),),
            status=200,
            reason="OK",
            headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "made"), ("Cache-Control", "max-age=60")),
            body=body,
            fetched_at=fetched_at,
        )
        writer.write_exchange(exchange, kind="page", via=None, origin="warc")
        last = day
    if writer is not None:
        writer.close()
    return FIRST, last
