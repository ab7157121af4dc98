"""A second written world, by other rules than fusion_world: kinds of happenings with figures of their own (protests,
strikes, arrests, kidnappings, floods, air raids with a bulletin and rival claims, clashes with two sides), told in wire
copy, live pages, round-ups, features, columns, corrections and anniversaries.

Everything is drawn from one seed. Places are real, what happens in them is not. Each stretch of text that tells of a
happening is labelled with it; stretches that tell of something older are labelled "old:NAME", threats and plans "none".
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

START = date(2025, 9, 1)
TOWNS = [
    ("Sumy", "Ukraine", "Sumy region"),
    ("Chernihiv", "Ukraine", "Chernihiv region"),
    ("Mykolaiv", "Ukraine", "Mykolaiv region"),
    ("Kramatorsk", "Ukraine", "Donetsk region"),
    ("Voronezh", "Russia", "Voronezh region"),
    ("Bamako", "Mali", "the capital district"),
    ("Gao", "Mali", "the north"),
    ("Niamey", "Niger", "the south-west"),
    ("Bukavu", "Democratic Republic of Congo", "South Kivu"),
    ("Beni", "Democratic Republic of Congo", "North Kivu"),
    ("Kano", "Nigeria", "Kano state"),
    ("Kaduna", "Nigeria", "Kaduna state"),
    ("Lahore", "Pakistan", "Punjab"),
    ("Karachi", "Pakistan", "Sindh"),
    ("Herat", "Afghanistan", "Herat province"),
    ("Jalalabad", "Afghanistan", "Nangarhar province"),
    ("Mosul", "Iraq", "Nineveh province"),
    ("Basra", "Iraq", "Basra province"),
    ("Homs", "Syria", "Homs province"),
    ("Tripoli", "Libya", "the west"),
    ("Chennai", "India", "Tamil Nadu"),
    ("Guwahati", "India", "Assam"),
    ("Mandalay", "Myanmar", "the Mandalay region"),
    ("Sittwe", "Myanmar", "Rakhine state"),
    ("Cebu City", "Philippines", "the Visayas"),
    ("Medan", "Indonesia", "North Sumatra"),
    ("Arequipa", "Peru", "the south"),
    ("Guayaquil", "Ecuador", "Guayas province"),
    ("Port-au-Prince", "Haiti", "the west"),
    ("Medellin", "Colombia", "Antioquia"),
    ("Athens", "Greece", "Attica"),
    ("Naples", "Italy", "Campania"),
    ("Nairobi", "Kenya", "the highlands"),
    ("Addis Ababa", "Ethiopia", "the highlands"),
    ("Ankara", "Turkey", "central Anatolia"),
    ("Gaziantep", "Turkey", "the south-east"),
]
AGENCIES = ("Agence Meridian", "Northline", "Press Union", "Continental News")
PAPERS = [
    f"{adjective}-{noun}"
    for adjective in ("daily", "new", "free", "people", "union", "harbour", "east", "west", "lake", "old")
    for noun in ("herald", "mirror", "record", "star")
]


@dataclass(frozen=True)
class Kind:
    """One sort of happening: its figures, what it is called, and the sentences that report it."""

    name: str
    noun: str
    figures: tuple[tuple[str, str, tuple[int, ...]], ...]
    """Kind, unit, and sizes to choose from; the first is the one that climbs."""
    leads: tuple[str, ...]
    seconds: tuple[str, ...] = ()
    """A second sentence with the second figure, without place or day."""
    updates: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    brief: str = ""
    """For round-ups, with its day."""
    old: str = ""
    """For recalls of an older one."""


FEW = (1, 2, 3, 4, 6, 8, 11, 13, 17, 26, 38)
TENS = (5, 9, 12, 18, 24, 31, 45, 60)
KINDS = (
    Kind(
        "suicide",
        "suicide bombing",
        (("killed", "person", FEW), ("injured", "person", TENS)),
        (
            "A suicide bomber blew himself up at the gate of a mosque in {town} {day}, killing {a} people, {who} said.",
            "{A} people were killed {day} when an attacker detonated an explosive vest in a crowded market in {town}, "
            "{country}, according to {who}.",
            "A suicide attack on a wedding party in {town} claimed {a} lives {day}.",
        ),
        ("{B} others were taken to hospital with injuries, {who} said.", "At least {b} more people were injured."),
        (
            "The number of dead in {dayposs} suicide bombing in {town} climbed to {a} after victims died of their "
            "wounds, {who} said.",
        ),
        ("{Who} lowered the number of dead in the {town} suicide bombing {day} to {a} from {more}.",),
        ("Bomber strikes in {town}, {a} dead", "{town} bombing: what we know"),
        "In {town}, {country}, a suicide bomber killed {a} people {day}.",
        "{when}, a suicide bomber killed {a} people in {town}.",
    ),
    Kind(
        "clash",
        "clashes",
        (("killed", "person", FEW), ("injured", "person", TENS)),
        (
            "{A} soldiers were killed in fighting with rebels near {town} {day}, {who} said.",
            "Fighting between government troops and insurgents on the outskirts of {town} {day} left {a} soldiers "
            "dead, according to {who}.",
            "An ambush on an army convoy outside {town} {day} killed {a} soldiers, {who} said.",
        ),
        ("{B} soldiers were wounded.",),
        ("{A} soldiers are now confirmed dead after the fighting near {town} {day}, {who} said.",),
        ("The army corrected its losses in the fighting near {town} {day} to {a}.",),
        ("Soldiers killed near {town}", "Heavy fighting reported around {town}"),
        "Near {town} in {country}, {a} soldiers died in fighting with rebels {day}.",
        "{when}, {a} soldiers died in an ambush near {town}.",
    ),
    Kind(
        "kidnap",
        "kidnapping",
        (("captured", "person", (2, 3, 5, 9, 14, 22, 40)),),
        (
            "Gunmen abducted {a} people from a village near {town} {day}, {who} said.",
            "{A} students were kidnapped by armed men from a boarding school in {town} {day}, according to {who}.",
            "Armed men stopped a bus outside {town} {day} and took {a} passengers hostage, {who} said.",
        ),
        (),
        ("The number of people abducted near {town} {day} has risen to {a}, {who} said.",),
        (),
        ("Gunmen seize villagers near {town}", "Families wait for news of the abducted in {town}"),
        "Near {town}, {country}, gunmen kidnapped {a} people {day}.",
        "{when}, gunmen kidnapped {a} people near {town}.",
    ),
    Kind(
        "protest",
        "protest",
        (("arrested", "person", TENS), ("injured", "person", FEW)),
        (
            "Police arrested {a} people {day} as thousands marched through {town} against fuel prices, {who} said.",
            "Thousands of demonstrators rallied in {town} {day} to demand the resignation of the government; {a} were "
            "detained, according to {who}.",
            "Protesters clashed with riot police in {town} {day}, and {a} demonstrators were arrested, {who} said.",
        ),
        ("{B} people were injured, medics said.",),
        ("Police raised the number of people arrested at {dayposs} protest in {town} to {a}.",),
        (),
        ("Thousands march in {town}", "Anger on the streets of {town}"),
        "In {town}, {country}, police arrested {a} people at a protest {day}.",
        "{when}, thousands marched in {town} and police arrested {a} people.",
    ),
    Kind(
        "walkout",
        "strike",
        (),
        (
            "Bus drivers in {town} went on strike {day} over unpaid wages, {who} said.",
            "Nurses at the public hospitals of {town} walked out {day} in a dispute over pay, according to {who}.",
            "Dock workers in {town} began a strike {day} that halted all traffic in the port, {who} said.",
        ),
        (),
        (),
        (),
        ("Strike brings {town} to a halt", "Walkout in {town}"),
        "In {town}, {country}, workers went on strike {day}.",
        "{when}, workers in {town} went on strike.",
    ),
    Kind(
        "sweep",
        "raids",
        (("arrested", "person", TENS),),
        (
            "Security forces detained {a} suspected militants in raids across {town} {day}, {who} said.",
            "{A} people were arrested in {town} {day} in an operation against drug traffickers, according to {who}.",
        ),
        (),
        (),
        (),
        ("Dozens held in {town} raids", "Police sweep through {town}"),
        "In {town}, {country}, police arrested {a} suspects {day}.",
        "{when}, police arrested {a} people in raids in {town}.",
    ),
    Kind(
        "flood",
        "flood",
        (("killed", "person", FEW), ("missing", "person", TENS), ("displaced", "person", (200, 450, 1200, 3000))),
        (
            "Flash floods swept through {town} {day}, killing {a} people, {who} said.",
            "{A} people drowned in {town} {day} after heavy rain burst a dam, according to {who}.",
            "Torrential rain set off landslides in {town} {day} that buried houses and killed {a} people, {who} said.",
        ),
        ("{B} people are still missing.", "Rescuers are searching for {b} missing people."),
        ("The death toll from the floods that hit {town} {day} has reached {a}, {who} said.",),
        ("Officials cut the death toll of the floods in {town} {day} to {a}, having counted {more} before.",),
        ("Floods kill {a} in {town}", "{town} under water"),
        "Floods in {town}, {country}, killed {a} people {day}.",
        "{when}, floods in {town} killed {a} people.",
    ),
    Kind(
        "fire",
        "factory fire",
        (("killed", "person", FEW), ("injured", "person", TENS)),
        (
            "A fire tore through a garment factory in {town} {day}, killing {a} workers, {who} said.",
            "{A} workers died {day} when a chemical plant caught fire in {town}, {country}, according to {who}.",
        ),
        ("{B} people suffered burns.", "{B} were treated for smoke inhalation."),
        ("{A} bodies have now been recovered from the factory in {town} that burned down {day}, {who} said.",),
        ("The fire service revised the number of dead in {dayposs} factory fire in {town} down to {a}.",),
        ("Deadly fire in {town} factory", "{a} die in {town} blaze"),
        "In {town}, {country}, a factory fire killed {a} workers {day}.",
        "{when}, a factory fire in {town} killed {a} workers.",
    ),
    Kind(
        "boat",
        "ferry disaster",
        (("killed", "person", FEW), ("missing", "person", TENS), ("rescued", "person", TENS)),
        (
            "A ferry capsized off {town} {day}, leaving {a} people dead, {who} said.",
            "{A} passengers drowned {day} when an overcrowded boat sank near {town}, according to {who}.",
        ),
        ("{B} people are unaccounted for.",),
        ("Divers brought the number of dead in the sinking of a ferry off {town} {day} to {a}, {who} said.",),
        (),
        ("Ferry sinks off {town}", "Hopes fade after {town} sinking"),
        "Off {town}, {country}, {a} people drowned when a ferry sank {day}.",
        "{when}, {a} people drowned in a ferry disaster off {town}.",
    ),
    Kind(
        "airstrike",
        "air strike",
        (("killed", "person", FEW), ("injured", "person", TENS)),
        (
            "Warplanes bombed a fuel depot in {town} {day}, killing {a} people, {who} said.",
            "{A} civilians were killed {day} in an air strike on a hospital in {town}, according to {who}.",
            "Jets struck {town} {day} and {a} people were killed, {who} said.",
        ),
        ("{B} people were wounded.", "Doctors treated {b} wounded."),
        ("The air strike on {town} {day} is now known to have killed {a} people, {who} said.",),
        ("Hospital officials said the air strike on {town} {day} killed {a} people, not {more} as they had reported.",),
        ("Air strike on {town}", "Bombs fall on {town}"),
        "An air strike on {town}, {country}, killed {a} people {day}.",
        "{when}, an air strike killed {a} people in {town}.",
    ),
)
RAID = Kind(
    "raid",
    "air raid",
    (("killed", "person", FEW), ("injured", "person", TENS)),
    (
        "A drone crashed into an apartment building in {town} overnight, killing {a} people, {who} said.",
        "In {town}, {a} people died overnight when a missile hit a row of shops, according to {who}.",
    ),
    ("{B} residents were injured.",),
    ("Rescuers in {town} found more bodies under the rubble, bringing the dead of the overnight attack to {a}.",),
    (),
    ("Night of drones over {town}",),
    "Drones and missiles killed {a} people in {town} {day}.",
    "{when}, drones killed {a} people in {town}.",
)
BULLETIN = (
    "Russia launched {l} drones at Ukraine overnight, of which {x} were shot down, the Ukrainian air force said.",
    "The Ukrainian air force said it had shot down {x} of {l} drones that Russia launched overnight.",
)
RIVAL = (
    "The Russian defence ministry said its drones hit only military targets, and that {r} soldiers were killed in "
    "{town}."
)
SETTING = (
    "Witnesses spoke of panic in the narrow streets around the square.",
    "Nobody has yet come forward with an explanation, and the mayor has cancelled his journey abroad.",
    "Schools in the quarter will stay shut until the end of the week.",
    "The interior minister is expected to brief reporters later.",
    "Prices in the bazaar had doubled since the spring, a trader complained.",
    "Telephone lines were down for most of the afternoon.",
    "A hotline for relatives has been set up at the town hall.",
    "The opposition asked for a parliamentary inquiry.",
    "Volunteers handed out tea and bread in a school gymnasium.",
    "The region has seen little investment since the bridge was finished.",
    "Analysts say the underlying quarrel is about land and water.",
    "Trains were running again by the evening, the operator said.",
)
THREATS = (
    "The governor warned that troops would strike {town} if the talks failed.",
    "Unions threatened to call a strike in {town} next month.",
    "Organisers plan a march through {town} next week.",
)
OPINION = (
    "It is time that ministers stopped mourning and began to govern.",
    "Whoever walks through the market can see what neglect has done.",
    "We have written this column before, and we shall write it again.",
)
WHO = ("local officials", "the police chief", "a government spokesman", "the health ministry", "rescuers", "residents")
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass
class Happening:
    """What really happened, and how its figures became known."""

    name: str
    kind: Kind
    town: str
    country: str
    region: str
    day: date
    hour: int
    steps: list[tuple[float, tuple[int, ...]]]
    """Hours after it, and the figures as known from then on, in the order of kind.figures."""

    def begin(self) -> datetime:
        """The moment at which it happened."""
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=UTC)

    def known(self, at: datetime) -> tuple[int, ...]:
        """Figures as a report of this moment gives them."""
        told = [values for after, values in self.steps if self.begin() + timedelta(hours=after) <= at]
        return told[-1] if told else self.steps[0][1]


@dataclass
class Page:
    """One article; `labels` say which stretch of the text tells of what."""

    name: str
    source: str
    published_at: datetime
    title: str
    text: str
    labels: list[tuple[int, int, str]]
    copy_of: str | None = None
    told: dict[str, dict[str, int]] = field(default_factory=dict)
    """For each happening the figures that the text gives."""


@dataclass
class World:
    """Happenings and articles."""

    happenings: dict[str, Happening] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)


class Writer:
    """One article being put together."""

    def __init__(self, chance: random.Random, at: datetime) -> None:
        self.chance, self.at = chance, at
        self.text = ""
        self.labels: list[tuple[int, int, str]] = []
        self.told: dict[str, dict[str, int]] = {}

    def plain(self, text: str, gap: str = " ") -> None:
        self.text += text + gap

    def tell(self, text: str, label: str, gap: str = " ") -> None:
        self.labels.append((len(self.text), len(self.text) + len(text), label))
        self.text += text + gap

    def number(self, value: int) -> str:
        return WORDS[value] if value < len(WORDS) and self.chance.random() < 0.7 else f"{value:,}"

    def form(self, form: str, h: Happening, values: tuple[int, ...] | None = None, **more: str) -> str:
        """A form filled with what is known of the happening now."""
        known = values if values is not None else h.known(self.at)
        numbers = [self.number(v) for v in known] + ["some", "some", "some"]
        peak = max((step[0] for _, step in h.steps if step), default=0)
        who = self.chance.choice(WHO)
        text = form.format(
            town=h.town,
            country=h.country,
            region=h.region,
            a=numbers[0],
            A=numbers[0].capitalize(),
            b=numbers[1],
            B=numbers[1].capitalize(),
            more=str(peak),
            who=who,
            Who=who.capitalize(),
            day=self.day(h.day),
            dayposs=self.day(h.day, possessive=True),
            **({"when": ""} | more),
        )
        for what, index in (("{a}", 0), ("{A}", 0), ("{b}", 1), ("{B}", 1)):
            if what in form and index < len(h.kind.figures):
                self.told.setdefault(h.name, {})[h.kind.figures[index][0]] = known[index]
        for wrong, right in SINGULAR:
            text = text.replace(wrong, right)
        return " ".join(text.replace(" ,", ",").replace(" .", ".").split())

    def day(self, day: date, *, possessive: bool = False) -> str:
        ago = (self.at.date() - day).days
        name = f"{day:%A}"
        if possessive:
            return f"{name}'s" if 0 < ago < 6 else "today's" if ago == 0 else f"the {day:%B} {day.day}"
        if ago == 0:
            return self.chance.choice(["", "today", "this morning", f"on {name}", "earlier today"])
        if ago == 1:
            return self.chance.choice(["yesterday", f"on {name}", f"on {name}", f"late on {name}"])
        if ago < 6:
            return self.chance.choice([f"on {name}", f"last {name}", f"on {day.day} {day:%B}"])
        return f"on {day.day} {day:%B}"


SINGULAR = [
    (f"{n} {many}", f"{n} {one}")
    for n in ("one", "One", " 1")
    for many, one in (
        ("people", "person"),
        ("soldiers", "soldier"),
        ("workers", "worker"),
        ("civilians", "civilian"),
        ("passengers", "passenger"),
        ("students", "student"),
        ("lives", "life"),
        ("others were", "other was"),
        ("person were", "person was"),
        ("soldier were", "soldier was"),
        ("civilian were", "civilian was"),
        ("student were", "student was"),
        ("bodies have", "body has"),
        ("residents were", "resident was"),
        ("demonstrators were", "demonstrator was"),
        ("more people were", "more person was"),
    )
]


def make_world(happenings: int = 200, articles: int = 3000, seed: int = 7) -> World:
    """A world of about this size; the same seed gives the same one."""
    chance = random.Random(seed)
    world = World()
    span = max(8, happenings // 5)
    while len(world.happenings) < happenings:
        if chance.random() < 0.04:
            _night(world, chance, chance.randrange(span))
            continue
        h = _add(world, chance, chance.choice(KINDS), chance.choice(TOWNS), chance.randrange(span))
        if h is not None and chance.random() < 0.35:  # the same place again within the week, or the same day elsewhere
            if chance.random() < 0.6:
                later = (h.day - START).days + chance.choice([1, 2, 4])
                kind = h.kind if chance.random() < 0.5 else chance.choice(KINDS)
                _add(world, chance, kind, (h.town, h.country, h.region), later)
            else:
                _add(world, chance, h.kind, chance.choice(TOWNS), (h.day - START).days)
    serial = 0
    names = list(world.happenings)
    while len(world.pages) < articles:
        name = names[serial] if serial < len(names) else chance.choice(names)
        serial += 1
        style = chance.choices(STYLES, weights=[8, 4, 2, 2, 1, 2, 2])[0] if serial > len(names) else wire
        page = style(world, world.happenings[name], chance, f"n{serial:05d}")
        if page is None:
            continue
        world.pages.append(page)
        for copy in range(chance.choice([0, 0, 0, 1, 1, 3, 5] if style is wire else [0])):
            world.pages.append(_copy(page, chance, copy))
    world.pages.sort(key=lambda p: (p.published_at, p.name))
    return world


def _add(world: World, chance: random.Random, kind: Kind, town: tuple[str, str, str], offset: int) -> Happening | None:
    day = START + timedelta(days=offset)
    if any(h.day == day and h.town == town[0] for h in world.happenings.values()):
        return None
    values = [chance.choice(sizes) for _, _, sizes in kind.figures]
    steps = [(0.0, tuple(values))]
    if values and kind.updates:
        for after in (4.0, 20.0):
            if chance.random() < 0.5:
                values[0] += chance.randint(1, 5)
                steps.append((after, tuple(values)))
        if kind.corrections and chance.random() < 0.15 and values[0] > 3:
            values[0] -= chance.randint(1, 2)
            steps.append((44.0, tuple(values)))
    name = f"e{len(world.happenings):03d}"
    world.happenings[name] = Happening(name, kind, *town, day, chance.randrange(3, 20), steps)
    return world.happenings[name]


def _night(world: World, chance: random.Random, offset: int) -> None:
    """An air raid: two or three towns of one country, each a happening, and the night as a whole."""
    towns = [t for t in TOWNS if t[1] == "Ukraine"]
    hit = chance.sample(towns, chance.choice([2, 3]))
    added = [h for town in hit if (h := _add(world, chance, RAID, town, offset)) is not None]
    for h in added:
        h.hour = 2
    launched = chance.randint(20, 120)
    night = Kind(
        "bulletin",
        "air raid",
        (("launched", "drone", (launched,)), ("intercepted", "drone", (int(launched * chance.uniform(0.5, 0.95)),))),
        tuple(form.replace("{l}", "{a}").replace("{x}", "{b}") for form in BULLETIN),
        (),
        (),
        (),
        ("Air force reports night attack", "Drones over Ukraine"),
        "Russia launched {a} drones at Ukraine on the night to {day}.",
        "",
    )
    day = START + timedelta(days=offset)
    if any(h.day == day and h.town == "Ukraine" for h in world.happenings.values()):
        return
    whole = _add(world, chance, night, ("Ukraine", "Ukraine", "Ukraine"), offset)
    if whole is not None:
        whole.hour = 3


def _page(
    h: Happening, w: Writer, name: str, title: str, chance: random.Random, sources: list[str] | tuple[str, ...] = ()
) -> Page:
    return Page(name, chance.choice(sources or PAPERS), w.at, title, w.text.strip(), w.labels, None, w.told)


def _when(h: Happening, chance: random.Random, hours: tuple[int, ...]) -> datetime:
    return h.begin() + timedelta(hours=chance.choice(hours), minutes=chance.randrange(60))


def _main(w: Writer, h: Happening, chance: random.Random) -> None:
    """What happened, as it is known now."""
    values = [step for after, step in h.steps if h.begin() + timedelta(hours=after) <= w.at] or [h.steps[0][1]]
    now = values[-1]
    overnight = "overnight" in h.kind.leads[0]
    leads = h.kind.leads
    if overnight and (w.at.date() - h.day).days > 0:
        leads = (h.kind.brief,)
    if len(values) > 1 and now and now[0] < max(v[0] for v in values) and h.kind.corrections:
        leads = h.kind.corrections
    elif len(values) > 1 and h.kind.updates and chance.random() < 0.5 and not (overnight and leads != h.kind.leads):
        leads = h.kind.updates
    # one happening has one scene: the same market, the same drivers
    scene = leads[(h.day.toordinal() + h.hour) % len(leads)] if leads is h.kind.leads else chance.choice(leads)
    w.tell(w.form(scene, h), h.name)
    if len(h.kind.figures) > 1 and h.kind.seconds and chance.random() < 0.6:
        w.tell(w.form(chance.choice(h.kind.seconds), h), h.name)


def wire(world: World, h: Happening, chance: random.Random, name: str) -> Page:
    """An agency's dispatch with a dateline."""
    w = Writer(chance, _when(h, chance, (1, 2, 3, 5, 8, 12, 22, 26, 46)))
    agency = chance.choice(AGENCIES)
    w.plain(f"{h.town.upper()}, {w.at:%b} {w.at.day} ({agency}) -")
    _main(w, h, chance)
    for text in chance.sample(SETTING, chance.randint(3, 6)):
        w.plain(text, chance.choice([" ", "\n"]))
    return _page(h, w, name, w.form(chance.choice(h.kind.heads), h), chance)


def rewrite(world: World, h: Happening, chance: random.Random, name: str) -> Page:
    """A paper's own piece, the news in its second paragraph, often with an older happening recalled."""
    w = Writer(chance, _when(h, chance, (4, 7, 11, 18, 25, 30, 50, 70)))
    w.plain(chance.choice(SETTING), "\n")
    _main(w, h, chance)
    for text in chance.sample(SETTING, chance.randint(2, 5)):
        w.plain(text, chance.choice([" ", "\n"]))
    if chance.random() < 0.35:
        _recall(world, w, h, chance)
    if chance.random() < 0.15:
        w.tell(chance.choice(THREATS).format(town=h.town), "none")
    return _page(h, w, name, w.form(chance.choice(h.kind.heads), h), chance)


def _recall(world: World, w: Writer, h: Happening, chance: random.Random) -> None:
    """Something older of the same world, or of years before it."""
    older = [o for o in world.happenings.values() if o.kind.old and 4 <= (w.at.date() - o.day).days <= 35]
    if older and chance.random() < 0.5:
        old = chance.choice(older)
        when = chance.choice([f"On {old.day:%B} {old.day.day}", f"On {old.day.day} {old.day:%B}"])
        w.tell(w.form(old.kind.old, old, when=when), old.name)
        return
    kind = chance.choice([k for k in KINDS if k.old])
    value = chance.choice(FEW) + 50
    when = chance.choice(["A year ago", "In 2019", "In March 2021", "Three years ago", "In the summer of 2016"])
    town = chance.choice(TOWNS)
    ghost = Happening("old", kind, *town, START - timedelta(days=700), 5, [(0.0, (value, value, value))])
    w.tell(w.form(kind.old, ghost, values=(value, value, value), when=when), "old")


def live(world: World, h: Happening, chance: random.Random, name: str) -> Page:
    """A live page: entries with a clock, the newest last, each with what was known then."""
    w = Writer(chance, h.begin() + timedelta(hours=min(chance.choice([4, 8, 14]), 23 - h.hour)))
    end = w.at
    w.plain(f"Live: events in {h.town}", "\n")
    for hours in (1, 5, 10, 21):
        at = h.begin() + timedelta(hours=hours)
        if at > end or at.date() != h.day:
            break
        w.at = at
        w.plain(f"{at:%H:%M}")
        _main(w, h, chance)
        w.plain(chance.choice(SETTING), "\n")
    w.at = end
    return _page(h, w, name, f"{h.town} live", chance)


def roundup(world: World, h: Happening, chance: random.Random, name: str) -> Page | None:
    """The week in short: several happenings, a line each."""
    at = datetime(h.day.year, h.day.month, h.day.day, 18, tzinfo=UTC) + timedelta(days=chance.randint(1, 4))
    w = Writer(chance, at)
    week = [
        o for o in world.happenings.values() if 0 <= (at.date() - o.day).days < 6 and o.begin() < at and o.kind.brief
    ]
    if len(week) < 3:
        return None
    w.plain("The week in brief", "\n")
    for other in chance.sample(week, min(len(week), chance.randint(3, 6))):
        w.tell(w.form(other.kind.brief, other), other.name, "\n")
    return _page(h, w, name, "The week in brief", chance)


def opinion(world: World, h: Happening, chance: random.Random, name: str) -> Page:
    """A column that takes the happening as given."""
    w = Writer(chance, _when(h, chance, (30, 54, 78)))
    for text in chance.sample(OPINION, 2):
        w.plain(text)
    w.tell(w.form(h.kind.brief, h), h.name)
    for text in chance.sample(OPINION + SETTING, 4):
        w.plain(text)
    return _page(h, w, name, f"What {h.town} tells us", chance)


def correction(world: World, h: Happening, chance: random.Random, name: str) -> Page | None:
    """A report with an editor's note on what it said before."""
    if not h.kind.figures or h.kind.name == "bulletin":
        return None
    w = Writer(chance, _when(h, chance, (10, 26, 48)))
    _main(w, h, chance)
    for text in chance.sample(SETTING, 3):
        w.plain(text)
    value = h.known(w.at)[0]
    wrong = value + chance.choice([2, 3, 10])
    what = {"killed": "killed", "captured": "abducted", "arrested": "arrested"}[h.kind.figures[0][0]]
    w.plain("\n", "")
    w.tell(
        f"Correction: An earlier version of this article said that {wrong} people had been {what}. "
        f"The number is {value}.",
        h.name,
    )
    return _page(h, w, name, w.form(chance.choice(h.kind.heads), h), chance)


def rival(world: World, h: Happening, chance: random.Random, name: str) -> Page | None:
    """Both sides, or two authorities, with figures of their own."""
    if not h.kind.figures or h.kind.figures[0][0] != "killed":
        return None
    w = Writer(chance, _when(h, chance, (6, 13, 27)))
    _main(w, h, chance)
    other = h.known(w.at)[0] * 3 + 7
    if h.kind.name == "raid":
        w.tell(RIVAL.format(r=other, town=h.town), "none")
    else:
        w.plain("The authorities and those who live there do not agree on what happened.")
    for text in chance.sample(SETTING, 4):
        w.plain(text)
    return _page(h, w, name, w.form(chance.choice(h.kind.heads), h), chance)


STYLES = (wire, rewrite, live, roundup, opinion, correction, rival)


def _copy(page: Page, chance: random.Random, number: int) -> Page:
    """The same text in another paper: another headline, a line before or after, or the end cut off."""
    text, labels = page.text, page.labels
    if chance.random() < 0.3:
        end = text.rfind(". ", 0, int(len(text) * 0.9))
        last = max((e for _, e, _ in labels), default=0)
        if end + 1 > last:
            text = text[: end + 1]
    elif chance.random() < 0.4:
        head = "From our correspondents.\n"
        text, labels = head + text, [(s + len(head), e + len(head), n) for s, e, n in labels]
    if chance.random() < 0.5:
        text += "\nAll rights reserved."
    at = page.published_at + timedelta(minutes=chance.randint(3, 900))
    title = chance.choice([page.title, f"World: {page.title}", "News in brief"])
    return Page(f"{page.name}c{number}", chance.choice(PAPERS), at, title, text, labels, page.name, page.told)
