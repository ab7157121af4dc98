"""News pages made up from sentences of our own, and WARC files of them: the same number gives the same pages.

A third of them tell of nothing that is an event, a third of one, a third of two; no two are copies of each other. A
page has about 28 kB, most of it style and script as on real pages, and 100 to 300 words. Short pages have 3 kB and 40
to 80 words, and one in ten tells of an event: many of them can be had in an hour.
"""

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
    "The road from {town} to {other} has been under repair since {season}, and {vehicles} take the longer way {round}.",
    "{people} along {street} said that trade had been {pace} and that they hoped for a better {span}.",
    "The council is to meet again {soon} to talk about the budget for {works}, {person} told reporters.",
    "{weather} is forecast for {span}, which {people} in {valley} have been waiting for since {season}.",
    "{town} has about {count} thousand people, most of whom live from {living} and from {other_living}.",
    "A spokesman for {office} did not answer questions about when the report on {works} would be made public.",
    "{people} brought {goods}, and a kitchen was set up in the yard of {building}.",
    "Of the bridges on the way to {other} {count} are open to light traffic; the rest follow when {goods} have come.",
    "{people} have kept {works} going in the mornings, and share the {things} that are left.",
    "{building} reopened its rooms on the ground floor with a show of {things} from before {season}.",
    "{person}, who has lived near {street} for {count} years, could not remember anything as {pace} as {season}.",
    "Prices for {goods} rose by {count} percent in {town} within a month, according to {office}.",
    "The train to {other} leaves {count} minutes later than before, because of {works}.",
    "{office} plans to open {count} new posts in {valley} before {season}, mostly for {people}.",
    "Children in {town} collect {things} for a fair that is held at {building} every year before {season}.",
    "{person} said that {people} and {office} had agreed on {works} after {count} rounds of talks.",
    "At {building} a committee looks through {things}, of which {count} boxes have been sorted so far.",
    "The harvest of {living} was {pace}, and {people} sold what they had by the side of {street}.",
    "{vehicles} with {goods} arrived from {other} on time, {person} of {office} confirmed by telephone.",
    "Since {season} the library in {town} lends {things} as well, and {count} readers have signed up.",
    "{office} published figures on {living}, the first ones for {valley} in {count} years.",
    "A choir from {other} sang at {building}; {people} stood outside and listened {round}.",
    "Water runs for {count} hours a day, and {people} fill {things} at the pump on {street}.",
    "{person} wants to plant {count} trees along {street} with the help of {people}.",
    "The new timetable for {vehicles} was put up at {building}, and it was {pace} in the waiting room.",
    "Whoever needs {goods} can ask at {building} until {soon}, {office} wrote in a notice.",
    "{valley} sends {living} to {other}, which goes there on {vehicles} in {span}.",
    "In a letter to {office}, {person} asked for {works} and for {things}, and was promised an answer {soon}.",
    "Teams from {town} and {other} drew two all in front of {count} hundred {people}.",
    "{people} say that {works} came {round}, and that {weather} did the rest.",
    "{count} students of {town} wrote about {season}, and {building} shows what they wrote.",
    "The old ferry is to be replaced by {vehicles}, but {office} has not said who pays for {works}.",
)
_FILL = {
    "season": [
        "the spring",
        "the summer",
        "the winter",
        "the flood",
        "the sowing",
        "the feast",
        "the election",
        "the dry months",
    ],
    "vehicles": [
        "buses",
        "lorries",
        "minibuses",
        "carts",
        "two vans",
        "boats",
        "motor tricycles",
        "a convoy of tankers",
    ],
    "round": [
        "round the hill",
        "over the ford",
        "in good order",
        "until dusk",
        "at last",
        "without a word",
        "by the river",
    ],
    "people": [
        "shopkeepers",
        "farmers",
        "teachers",
        "volunteers",
        "nurses",
        "drivers",
        "fishermen",
        "weavers",
        "bakers",
        "widows",
        "students",
        "herders",
        "potters",
        "engineers",
        "old people",
        "newcomers",
        "pupils",
        "neighbours",
    ],
    "street": [
        "the main street",
        "Mill Lane",
        "the ring road",
        "the market square",
        "Station Road",
        "the quay",
        "the old wall",
        "Garden Street",
        "the upper bridge",
        "the canal",
        "the tram depot",
        "School Hill",
    ],
    "pace": ["slow", "quiet", "lively", "uneven", "steady", "poor", "fair", "odd", "busy", "thin"],
    "span": [
        "season",
        "the coming days",
        "the second half of the year",
        "the next quarter",
        "the week ahead",
        "the long holidays",
        "the rest of the month",
        "early autumn",
    ],
    "soon": [
        "at the end of the month",
        "after the holidays",
        "on the first of the month",
        "within ten days",
        "before long",
        "in the new year",
        "when the hall is free",
        "next week",
    ],
    "works": [
        "schools and clinics",
        "street lights",
        "the drains",
        "the water mains",
        "school meals",
        "the new ward",
        "evening classes",
        "the weekly market",
        "repairs",
        "the land register",
        "the well",
        "the bus shelters",
    ],
    "weather": ["rain", "sleet", "a dry wind", "fog", "mild weather", "frost at night", "heavy cloud", "a hot spell"],
    "valley": [
        "the valley",
        "the delta",
        "the plateau",
        "the upper district",
        "the northern parishes",
        "the plain",
        "the islands",
        "the hill country",
        "the lake shore",
    ],
    "living": [
        "farming",
        "small trade",
        "fishing",
        "pottery",
        "salt",
        "dates",
        "cotton",
        "maize",
        "honey",
        "timber",
        "carpets",
        "olives",
        "onions",
        "wool",
    ],
    "office": [
        "the ministry",
        "the port authority",
        "the district office",
        "the weather service",
        "the water board",
        "the teachers' union",
        "the chamber of trade",
        "the land office",
        "the museum trust",
        "the railways",
    ],
    "goods": [
        "blankets, bread and water",
        "steel and cement",
        "flour",
        "fuel",
        "seed",
        "medicine",
        "roof sheets",
        "school books",
        "rice and oil",
        "pipes",
        "timber",
        "glass",
        "soap and candles",
    ],
    "building": [
        "the old mill",
        "the town hall",
        "the museum",
        "the grain store",
        "the station",
        "the girls' school",
        "the customs house",
        "the covered market",
        "the parish hall",
        "the theatre",
        "the former barracks",
    ],
    "things": [
        "books",
        "photographs",
        "tools",
        "letters",
        "maps",
        "jars",
        "coins",
        "benches",
        "nets",
        "lamps",
        "clay pots",
        "newspapers",
        "costumes",
    ],
}
_FIRST = (
    "Amina",
    "Boris",
    "Carmen",
    "Daoud",
    "Elena",
    "Farid",
    "Grace",
    "Halima",
    "Ivo",
    "Jonas",
    "Kofi",
    "Leila",
    "Musa",
    "Nadia",
    "Oumar",
    "Petra",
    "Rosa",
    "Samuel",
    "Tariq",
    "Vera",
    "Yusuf",
    "Zofia",
)
_LAST = (
    "Abdi",
    "Banda",
    "Castro",
    "Diallo",
    "Eze",
    "Farouk",
    "Garcia",
    "Haddad",
    "Ivanov",
    "Jallow",
    "Kovacs",
    "Lopez",
    "Mensah",
    "Novak",
    "Okafor",
    "Petrov",
    "Rahimi",
    "Sow",
    "Toure",
    "Umarov",
    "Vargas",
    "Weber",
    "Yilmaz",
    "Zhang",
)


def _quiet(rng: random.Random, template: str, town: str) -> str:
    """A sentence in which nothing happens, in other words nearly every time."""
    words = {name: rng.choice(choices) for name, choices in _FILL.items()}
    words |= {
        "town": town,
        "other": rng.choice(_PLACES),
        "count": str(rng.randint(3, 95)),
        "person": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
        "other_living": rng.choice(_FILL["living"]),
    }
    told = template.format(**words)
    return told[0].upper() + told[1:]


def _events(rng: random.Random, place: str) -> list[str]:
    day = rng.choice(_DAYS)
    dead, hurt = rng.randint(2, 40), rng.randint(2, 90)
    return [
        f"{rng.choice(_WHO)} attacked {rng.choice(_HIT)} in {place} on {day}, killing at least {dead} people and "
        f"wounding {hurt}, {rng.choice(_SAYS)}.",
        f"A missile strike on {rng.choice(_PLACES)} destroyed {rng.choice(_HIT)} and left {rng.randint(1, 9)} "
        f"civilians dead, {rng.choice(_SAYS)}.",
    ]


def page(number: int, day: date, *, short: bool = False) -> tuple[str, bytes]:
    """Address and bytes of one page."""
    rng = random.Random(number)
    town = rng.choice(_PLACES)
    told = _events(rng, town)[: number % 10 == 0 if short else number % 3]
    quiet = [
        _quiet(rng, template, town) for template in rng.sample(_QUIET, rng.randint(*((2, 4) if short else (6, 14))))
    ]
    title = f"{(told or quiet)[0].split(',')[0].rstrip('.')} ({number})"
    lead, rest = (told + quiet)[:4], (told + quiet)[4:]
    paragraphs = [*lead, *(" ".join(rest[at : at + 2]) for at in range(0, len(rest), 2))]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    links = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(8 if short else 40))
    script = "".join(
        f"{rng.getrandbits(120):x}=function(a){{return a+{rng.random()}}};" for _ in range(12 if short else 180)
    )
    style = "".join(
        f".c{rng.getrandbits(40):x}{{margin:{rng.randint(0, 99)}px;color:#{rng.getrandbits(24):06x}}}"
        for _ in range(16 if short else 250)
    )
    aside = "".join(
        f'<div class="teaser"><a href="/more/{n}">{rng.choice(_HIT)} in {rng.choice(_PLACES)}</a></div>'
        for n in range(6 if short else 30)
    )
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


def pages(count: int, *, a_day: int, apart: int, short: bool = False) -> Iterator[tuple[date, str, bytes]]:
    """So many pages, `a_day` of them dated each day, the days `apart` days from each other."""
    for number in range(count):
        day = FIRST + timedelta(days=number // a_day * apart)
        yield day, *page(number, day, short=short)


def write_warcs(
    folder: Path, count: int, *, a_day: int = 500, a_file: int = 5000, apart: int = 1, short: bool = False
) -> tuple[date, date]:
    """WARC files of pages captured in the afternoon of their day; the first and the last day."""
    folder.mkdir(parents=True, exist_ok=True)
    last = FIRST
    writer: ArchiveWriter | None = None
    for number, (day, url, body) in enumerate(pages(count, a_day=a_day, apart=apart, short=short)):
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
