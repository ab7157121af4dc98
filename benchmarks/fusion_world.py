"""A small written world: happenings with climbing tolls, and the articles that report, copy, correct and recall them.

Everything is drawn from one seed. Places are real, so that the gazetteer has work to do; what happens in them is not.
Every sentence that reports a happening is labelled with it, so that mentions can be scored by where they stand.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

START = date(2025, 3, 3)
TOWNS = [
    ("Kharkiv", "Ukraine"),
    ("Odesa", "Ukraine"),
    ("Zaporizhzhia", "Ukraine"),
    ("Kherson", "Ukraine"),
    ("Dnipro", "Ukraine"),
    ("Belgorod", "Russia"),
    ("Kursk", "Russia"),
    ("Mogadishu", "Somalia"),
    ("Kismayo", "Somalia"),
    ("Maiduguri", "Nigeria"),
    ("Jos", "Nigeria"),
    ("Kabul", "Afghanistan"),
    ("Kandahar", "Afghanistan"),
    ("Peshawar", "Pakistan"),
    ("Quetta", "Pakistan"),
    ("Baghdad", "Iraq"),
    ("Kirkuk", "Iraq"),
    ("Aleppo", "Syria"),
    ("Idlib", "Syria"),
    ("Goma", "Congo"),
    ("Bunia", "Congo"),
    ("Port Sudan", "Sudan"),
    ("El Fasher", "Sudan"),
    ("Cali", "Colombia"),
    ("Manila", "Philippines"),
    ("Izmir", "Turkey"),
    ("Kathmandu", "Nepal"),
    ("Lima", "Peru"),
    ("Dhaka", "Bangladesh"),
    ("Sanaa", "Yemen"),
]
HOSTS = [
    f"{name}-{kind}"
    for name in ("morning", "evening", "national", "coast", "metro", "valley", "border", "capital")
    for kind in ("post", "courier", "wire", "journal", "radio")
]


@dataclass(frozen=True)
class Kind:
    """One sort of happening and the words it is told in."""

    name: str
    event_type: str
    weapon: str | None
    noun: str
    openings: tuple[str, ...]


KINDS = (
    Kind(
        "missile",
        "ASSAULT",
        "missile",
        "missile strike",
        (
            "A missile strike on {town} killed {k} people and injured {i} {day}, {who} said.",
            "At least {k} people died when missiles hit {town} {day}, {who} said. Another {i} were injured.",
            "Missiles struck a residential district of {town} {day}, killing {k} people and wounding {i}, "
            "according to {who}.",
            "{K} people were killed and {i} were wounded {day} in a missile attack on {town}, {country}.",
        ),
    ),
    Kind(
        "drone",
        "ASSAULT",
        "drone",
        "drone attack",
        (
            "A drone attack on {town} left {k} people dead and {i} injured {day}, {who} said.",
            "Drones hit a market in {town} {day}, killing {k} people, {who} said. {I} others were wounded.",
            "{K} people were killed {day} when a drone struck a bus in {town}, according to {who}. {I} "
            "passengers were injured.",
        ),
    ),
    Kind(
        "bomb",
        "ASSAULT",
        "car_bomb",
        "car bombing",
        (
            "A car bomb exploded outside a police station in {town} {day}, killing {k} people and wounding "
            "{i}, {who} said.",
            "{K} people were killed and {i} injured when a car bomb went off in {town} {day}, {who} said.",
            "A bomb hidden in a parked car killed {k} people in {town} {day}, according to {who}. {I} "
            "people were hurt.",
        ),
    ),
    Kind(
        "gun",
        "ASSAULT",
        "small_arms",
        "shooting",
        (
            "Gunmen opened fire on worshippers in {town} {day}, killing {k} people and wounding {i}, {who} said.",
            "{K} people were shot dead by gunmen in {town} {day}, {who} said. {I} more were wounded.",
            "Armed men attacked a village near {town} {day} and killed {k} people, according to {who}. {I} "
            "were wounded.",
        ),
    ),
    Kind(
        "shell",
        "ASSAULT",
        "artillery",
        "shelling",
        (
            "Shelling killed {k} people and injured {i} in {town} {day}, {who} said.",
            "Artillery fire hit apartment blocks in {town} {day}, leaving {k} people dead and {i} wounded, {who} said.",
            "{K} people died and {i} were injured {day} when artillery shells landed in {town}, according to {who}.",
        ),
    ),
    Kind(
        "quake",
        "DISASTER",
        None,
        "earthquake",
        (
            "An earthquake shook {town} {day}, killing {k} people and injuring {i}, {who} said.",
            "{K} people were killed and {i} injured {day} when an earthquake struck {town}, according to {who}.",
        ),
    ),
    Kind(
        "bus",
        "ACCIDENT",
        None,
        "bus crash",
        (
            "A bus crashed into a truck near {town} {day}, killing {k} people and injuring {i}, {who} said.",
            "{K} people were killed and {i} injured when a bus plunged into a ravine near {town} {day}, {who} said.",
        ),
    ),
)
UPDATES = (
    "The death toll from the {noun} in {town} {day} has risen to {k}, {who} said.",
    "{K} people are now known to have died in the {noun} in {town} {day}, according to {who}. The "
    "number of injured stands at {i}.",
)
CORRECTIONS = (
    "The number of people killed in the {noun} in {town} {day} has been revised down to {k}, {who} said.",
    "{Who} corrected the death toll of the {noun} in {town} {day} to {k}, saying that some victims "
    "had been counted twice.",
)
RECALLS = (
    "It came {ago} days after a {noun} in {town} killed {k} people.",
    "On {date}, {k} people were killed in a {noun} in {town}.",
    "The city of {town} was the scene of a {noun} on {date} in which {k} people died.",
)
FILLER = (
    "Residents described a loud noise followed by a column of smoke over the rooftops.",
    "Shops along the main road stayed closed and the school year was interrupted.",
    "Ambulances took the wounded to two hospitals, where doctors appealed for blood.",
    "The mayor called for calm and asked people to keep away from the area.",
    "Power was restored to most districts by the afternoon, the utility said.",
    "An inquiry has been opened, the prosecutor's office said in a statement.",
    "Aid workers brought blankets and water for families who could not go home.",
    "The road to the airport was blocked for several hours.",
    "Neighbours said they had heard nothing unusual before that.",
    "Flags will be flown at half mast on public buildings for three days.",
    "Relatives waited outside the morgue for news of the missing.",
    "Traders swept broken glass from the pavement and counted their losses.",
)
BOILER = (
    "Read more of our coverage on the front page.",
    "Sign up to receive the newsletter every morning.",
    "This story has been shortened for print.",
    "Copyright belongs to the agency; no reuse without permission.",
)
WHO = ("officials", "the governor", "police", "a hospital spokesman", "the interior ministry", "rescue services")
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
WORDS = NUMBERS.split()


@dataclass
class Happening:
    """What really happened, and how its toll became known."""

    name: str
    kind: Kind
    town: str
    country: str
    day: date
    hour: int
    tolls: list[tuple[float, int, int]]
    """Hours after it, killed and injured as known from then on."""

    def known_toll(self, at: datetime) -> tuple[float, int, int]:
        """The entry of `tolls` that a report of this moment gives."""
        begin = datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=UTC)
        known = [toll for toll in self.tolls if begin + timedelta(hours=toll[0]) <= at]
        return known[-1] if known else self.tolls[0]

    def known(self, at: datetime) -> tuple[int, int]:
        """Killed and injured as a report of this moment gives them."""
        return self.known_toll(at)[1:]


@dataclass
class Page:
    """One article; `labels` say which stretch of the text tells of which happening."""

    name: str
    source: str
    published_at: datetime
    title: str
    text: str
    labels: list[tuple[int, int, str]]
    copy_of: str | None = None


@dataclass
class World:
    """Happenings and articles."""

    happenings: dict[str, Happening] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)


def number(value: int, chance: random.Random) -> str:
    """A number as newspapers write it: words up to twelve."""
    return WORDS[value] if value < len(WORDS) and chance.random() < 0.85 else str(value)


def make_world(happenings: int = 200, articles: int = 3000, seed: int = 1) -> World:
    """A world of about this size; the same seed gives the same one."""
    chance = random.Random(seed)
    world = World()
    span = max(10, happenings // 4)
    while len(world.happenings) < happenings:
        _add(world, chance, chance.randrange(span))
        if chance.random() < 0.35:  # a distractor: the same town within the week, or the same day elsewhere
            model = chance.choice(list(world.happenings.values()))
            near = chance.random() < 0.6
            offset = (model.day - START).days + (chance.choice([1, 2, 3, 5]) if near else 0)
            _add(world, chance, offset, town=(model.town, model.country) if near else None, kind=model.kind)
    names = list(world.happenings)
    serial = 0
    while len(world.pages) < articles:
        happening = world.happenings[names[serial % len(names)] if serial < len(names) else chance.choice(names)]
        serial += 1
        _story(world, happening, chance, serial, names)
    world.pages.sort(key=lambda page: (page.published_at, page.name))
    return world


def _add(
    world: World, chance: random.Random, offset: int, *, town: tuple[str, str] | None = None, kind: Kind | None = None
) -> None:
    place = town or chance.choice(TOWNS)
    day = START + timedelta(days=offset)
    chosen = kind or chance.choice(KINDS)
    if any(h.day == day and h.town == place[0] for h in world.happenings.values()):
        return
    killed, injured = chance.choice([1, 2, 2, 3, 4, 5, 7, 9, 14, 23, 41]), chance.randint(2, 60)
    tolls = [(0.0, killed, injured)]
    for after in (5.0, 26.0):
        if chance.random() < 0.45:
            killed, injured = killed + chance.randint(1, 4), injured + chance.randint(0, 9)
            tolls.append((after, killed, injured))
    if chance.random() < 0.12 and killed > 2:
        tolls.append((50.0, killed - 1, injured))
    name = f"h{len(world.happenings):03d}"
    world.happenings[name] = Happening(name, chosen, *place, day, chance.randrange(24), tolls)


def _story(world: World, h: Happening, chance: random.Random, serial: int, names: list[str]) -> None:
    """One report with its copies."""
    after = chance.choice([1, 2, 3, 4, 6, 9, 14, 20, 27, 30, 40, 53, 60])
    at = datetime(h.day.year, h.day.month, h.day.day, h.hour, chance.randrange(60), tzinfo=UTC) + timedelta(hours=after)
    killed, injured = h.known(at)
    first = h.tolls[0][1]
    corrected = any(k > killed for _, k, _ in h.tolls[: h.tolls.index(h.known_toll(at))])
    if corrected:
        lead = chance.choice(CORRECTIONS)
    elif killed > first and chance.random() < 0.5:
        lead = chance.choice(UPDATES)
    else:
        lead = chance.choice(h.kind.openings)
    parts: list[tuple[str, str | None]] = [(_fill(lead, h, at, killed, injured, chance), h.name)]
    parts += [(text, None) for text in chance.sample(FILLER, chance.randint(3, 7))]
    if chance.random() < 0.25:
        old = world.happenings[chance.choice(names)]
        ago = (at.date() - old.day).days
        if 3 <= ago <= 40:
            k = old.known(at)[0]
            parts.insert(
                chance.randint(2, len(parts)), (_fill(chance.choice(RECALLS), old, at, k, 0, chance), old.name)
            )
    text, labels = "", []
    for sentence, name in parts:
        if name is not None:
            labels.append((len(text), len(text) + len(sentence), name))
        text += sentence + ("\n" if chance.random() < 0.3 else " ")
    name = f"a{serial:05d}"
    title = f"{h.kind.noun.capitalize()} in {h.town}"
    host = chance.choice(HOSTS)
    world.pages.append(Page(name, host, at, title, text.strip(), labels))
    for copy in range(chance.choice([0, 0, 0, 0, 1, 1, 2, 4])):
        later = at + timedelta(minutes=chance.randint(5, 600))
        world.pages.append(
            Page(
                f"{name}c{copy}",
                chance.choice(HOSTS),
                later,
                f"{h.town}: {title}",
                text + chance.choice(BOILER),
                labels,
                name,
            )
        )


def _fill(form: str, h: Happening, at: datetime, killed: int, injured: int, chance: random.Random) -> str:
    k, i, who = number(killed, chance), number(injured, chance), chance.choice(WHO)
    text = form.format(
        town=h.town,
        country=h.country,
        noun=h.kind.noun,
        k=k,
        i=i,
        K=k.capitalize(),
        I=i.capitalize(),
        who=who,
        Who=who.capitalize(),
        day=_day(h.day, at.date(), chance),
        ago=(at.date() - h.day).days,
        date=f"{h.day:%B} {h.day.day}",
    )
    return (
        text.replace(" 1 people", " 1 person")
        .replace("one people", "one person")
        .replace("One people were", "One person was")
        .replace("  ", " ")
        .replace(" ,", ",")
        .replace(" .", ".")
    )


def _day(day: date, today: date, chance: random.Random) -> str:
    ago = (today - day).days
    words = [f"on {day:%A}", f"on {day:%B} {day.day}"]
    if ago == 0:
        words += ["", ""]
    if ago <= 1:
        words += [f"on {day:%A}", ""]
    return chance.choice(words) if ago < 6 else words[1]
