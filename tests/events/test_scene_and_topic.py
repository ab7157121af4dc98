"""What one sentence takes over from the text around it: the place, the day, the kind of event, and whether it is news."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.events import RuleEngine, load_engine, text_input
from pipeline.records import ArticleSection, Mention, TextInput

pytestmark = pytest.mark.model
DAY = date(2024, 5, 16)  # a Thursday


@pytest.fixture(scope="module")
def engine() -> RuleEngine:
    return load_engine()


def read(engine: RuleEngine, text: str) -> list[Mention]:
    return engine.read(text_input(text, "case", DAY).input)


def test_a_toll_without_a_word_for_its_event_carries_one(engine: RuleEngine) -> None:
    found = read(
        engine,
        "A tanker overturned on the pass late on Tuesday.\n\nThe driver had swerved to miss a motor tricycle.\n\n"
        "He had been on the road since dawn, colleagues said.\n\nSchools in the valley stayed open.\n\n"
        "The council met in the afternoon.\n\nIt adjourned early.\n\nNobody spoke.\n\nThe mayor was in the capital.\n\n"
        "At least seven passengers of the bus behind it died on the spot, the road agency said.",
    )
    assert {(q.kind, q.low) for m in found if m.event_type == "ACCIDENT" for q in m.quantities} >= {("killed", 7)}


def test_a_figure_with_another_day_is_of_another_event(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Soldiers took control of two hills near Lachin on Tuesday.\n\n"
        "On 5 March a shoot-out on the same track left five dead, among them a policeman.",
    )
    by_day = {m.event_date_start: {q.value for q in _values(m)} for m in found}
    assert by_day[date(2024, 5, 14)] == set()
    assert 5 in by_day[date(2024, 3, 5)]


def _values(mention: Mention) -> list[object]:
    class _Value:
        def __init__(self, value: int | None) -> None:
            self.value = value

    return [_Value(q.best if q.best is not None else q.low) for q in mention.quantities]


def test_the_lead_gives_place_and_day(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Raid near Menaka\n\nA minibus with wedding guests was ambushed between Ansongo and Menaka late on Tuesday.\n\n"
        "Nobody has said who did it.\n\nGunmen also opened fire on the ambulance, a nurse said.",
    )
    assert {m.event_date_start for m in found if m.event_type == "ASSAULT"} == {date(2024, 5, 14)}
    assert all({p.name for p in m.places} & {"Ansongo", "Menaka"} for m in found if m.event_type == "ASSAULT")


DAYS = [
    # the lead's day, though it is that of another kind of event
    (
        "Rival crews shot 22 people dead on Tuesday in the Vista estate, police said.\n\nSoldiers made 14 arrests by nightfall.",
        {"2024-05-14"},
    ),
    # a rank within a year is no date
    (
        "A reactor blast killed nine workers on Monday.\n\nThe explosion is the third accident in the belt this year.",
        {"2024-05-13"},
    ),
]


@pytest.mark.parametrize(("text", "days"), DAYS, ids=lambda v: v[:30] if isinstance(v, str) else "")
def test_the_day_of_what_is_told_without_one(engine: RuleEngine, text: str, days: set[str]) -> None:
    assert {str(m.event_date_start) for m in read(engine, text)} == days


def test_a_summary_of_the_night_is_news_though_it_names_no_day(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Morning summary of the regional administration\n\nIt was a hard night.\n\nGunners shot down nine drones over Kherson.\n\n"
        "A man of 52 was wounded in Beryslav. He is in hospital.\n\nIn the district of Skadovsk a drone hit a shop.\n\n"
        "Two houses burned.\n\nThe power line has been repaired.\n\nTake care of yourselves.",
    )
    assert {m.recency for m in found if m.event_type == "ASSAULT"} == {"current"}


def test_a_night_is_filed_under_the_morning_that_it_ended_in(engine: RuleEngine) -> None:
    for text, day in [
        ("Drones struck a depot in Odesa overnight, the governor said.", date(2024, 5, 16)),
        ("Gunmen attacked Lalomas in the night from Tuesday to Wednesday, killing six.", date(2024, 5, 15)),
        ("Drones struck a depot in Odesa overnight on Monday, the governor said.", date(2024, 5, 13)),
    ]:
        assert {m.event_date_start for m in read(engine, text) if m.event_type == "ASSAULT"} == {day}


TOPICS = [
    (
        "An earthquake shook the island of Flores on Monday.\n\nMore than 300 people were injured, a spokesman said.",
        {"DISASTER"},
    ),
    ("A bus collided with a lorry near Dover on Monday.\n\nTwo people were slightly injured.", {"ACCIDENT"}),
    ("The ferry MV Kalina Star went down in the dark off Basilan on Monday, killing at least 18 people.", {"ACCIDENT"}),
    ("A helicopter went down in the hills near Lima on Monday, killing four people.", {"ACCIDENT"}),
    ("Missiles struck Kharkiv on Monday.\n\nA warehouse caught fire and its roof collapsed.", {"ASSAULT"}),
    (
        "Thousands protested in Tbilisi on Monday against a bill on foreign funding.\n\nA shop was looted and police arrested 23 people.",
        {"PROTEST"},
    ),
]


@pytest.mark.parametrize(("text", "types"), TOPICS, ids=lambda v: v[:30] if isinstance(v, str) else "")
def test_harm_belongs_to_what_the_text_is_about(engine: RuleEngine, text: str, types: set[str]) -> None:
    assert {m.event_type for m in read(engine, text)} == types


NOT_NEWS = [
    "Hospital tests itself in a chemical scenario\n\nThree drones exploded above the goods yard on Thursday, and 62 wounded and 20 dead "
    "came in, none with a scratch.\n\nThe exercise is the largest since 2019.",
    "Film: 'The Last Battery' wins in Locarno\n\nIts heroes kill the guards, bomb the bridge and storm the palace on Sunday.",
    "Opinion | If they shoot first\n\nA frigate is hit, 300 sailors drown; a salvo of missiles destroys two airfields.",
    "Twenty years on, Madrid remembers its trains\n\nA memorial service will be held, the mayor said.\n\n"
    "The bombs killed 193 people. Survivors laid wreaths, and the names of the victims were read.",
    "Court jails man for life over murder of shopkeeper\n\nThe judge said the defendant had stabbed the man five times. "
    "The jury took an hour for its verdict of guilty.",
    "The country is said to fire 6,000 shells a day when it has them.",
    "Town remembers\n\nHundreds gathered at the memorial on Friday to remember the 190 people who were killed in an air raid in "
    "March 1945.",
    "Airline strike averted\n\nPilots called off a strike planned for Friday after the airline gave in on pay.",
    "Board ousts chief\n\nTwo directors of the company resigned in protest.",
    "Markets\n\nChip stocks exploded upwards on Tuesday after the White House put off tariffs on Chile and Ukraine.",
    "Heat is back\n\nLast summer's floods killed hundreds of people, according to a study.",
]


@pytest.mark.parametrize("text", NOT_NEWS, ids=lambda t: t[:24])
def test_what_is_no_news_gives_no_current_event(engine: RuleEngine, text: str) -> None:
    happened = [m for m in read(engine, text) if m.modality in ("occurred", "ongoing") and m.recency == "current"]
    assert happened == []


PLACES = [
    ("Gunmen looted a clinic in Kitutu, north of Bukavu, on Monday.", {"Kitutu"}),
    ("At least 12 people were killed in a massacre in Pont-Sondé in Haiti on Monday.", {"Pont-Sondé"}),
    ("Three people were killed in Odesa Oblast as Russian drones struck the port on Monday.", {"Odesa Oblast"}),
    ("Shells killed two people in Deir an-Nur on Monday.", {"Deir an-Nur"}),
    ("Drones flew at Tula on Monday. Eighty-four were shot down.", {"Tula"}),
    ("Between 23:00 Moscow time and 06:00, drones struck Belgorod.", {"Belgorod"}),
    ("Militants attacked Djibo on Monday; the wounded were flown to Ouagadougou.", {"Djibo"}),
    ("Protesters blocked the highway to Baghdad in Nasiriyah on Monday.", {"Nasiriyah"}),
    ("KOLWEZI, Democratic Republic of Congo, May 16 - Gunmen killed nine miners in Likasi on Monday.", {"Likasi"}),
    # names that no gazetteer has, by their kind and by what is done to them
    ("Police fired on marchers on Tarnova Avenue in Tbilisi on Monday.", {"Tarnova Avenue", "Tbilisi"}),
    ("Gunmen stormed Gidan Dabo community in Sokoto on Monday, killing six.", {"Gidan Dabo", "Sokoto"}),
    ("A bomb killed four people in Hodanka district of Mogadishu on Monday.", {"Hodanka", "Mogadishu"}),
    ("Drones attacked Russia on Monday. 41 of them were eliminated over the Krasnodar Region.", {"Krasnodar Region"}),
    # what falls on places, and a region beside its towns
    (
        "Two people died in raids on Jantu and Shmesta, in the Baalbek region, on Monday.",
        {"Jantu", "Shmesta", "Baalbek region"},
    ),
    # lists
    ("Demonstrations took place in Batumi, Kutaisi and Zugdidi on Monday.", {"Batumi", "Kutaisi", "Zugdidi"}),
    # where figures were counted, and whose mayor tells of it
    ("Missiles killed five people in Dnipro on Monday.\n\nThree more died in Poltava.", {"Dnipro", "Poltava"}),
    ("A drone wounded two people on Monday, the governor of Voronezh Region said.", {"Voronezh Region"}),
    # where it came from
    ("Russia launched 96 drones at Kyiv on Monday from the directions of Kursk, Millerovo and Orel.", {"Kyiv"}),
    ("IMPHAL, May 16: Gunmen killed two men in Jiribam on Tuesday.", {"Jiribam"}),
]


@pytest.mark.parametrize(("text", "places"), PLACES, ids=lambda v: v[:30] if isinstance(v, str) else "")
def test_where_it_happened(engine: RuleEngine, text: str, places: set[str]) -> None:
    found = {p.name for m in read(engine, text) for p in m.places if p.role == "location"}
    assert found == places


def test_names_of_one_person_are_one_victim(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Gunmen murdered Senator Luis Carlos Ibarra in Bogota on Tuesday.\n\nHe had led the polls.\n\n"
        "The defence says that the suspect was at home on the day that Ibarra was killed.",
    )
    assert len([m for m in found if m.event_type == "ASSAULT"]) == 1


def test_an_entry_of_a_live_blog_counts_its_days_from_its_own_date(engine: RuleEngine) -> None:
    text = "Gunmen shot dead four men in Djibo on Monday.\n\nA mine killed two women near Tessalit yesterday."
    second = text.index("A mine")
    sections = (
        ArticleSection(start=0, end=second, published_at=datetime(2024, 5, 16, 9, tzinfo=UTC), headline=None),
        ArticleSection(start=second, end=len(text), published_at=datetime(2024, 5, 14, 9, tzinfo=UTC), headline=None),
    )
    found = engine.read(TextInput(text=text, published_date=DAY, sections=sections))
    assert {m.event_date_start for m in found} == {date(2024, 5, 13)}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "modality", "days"),
    [
        ("Nobody has counted the dead since 7 October, when gunmen killed 1,200 people in Sderot.", "occurred", {date(2023, 10, 7)}),
        ("Shelling hit Lachin on Wednesday, a day after clashes there killed 90 soldiers.", "occurred", {date(2024, 5, 15), date(2024, 5, 14)}),
        ("The parties will go ahead with a protest planned for 25 May in Tunis.", "planned", {date(2024, 5, 25)}),
        ("When the ministers meet on 25 May in Tunis, it will be the first time in years.", "planned", {date(2024, 5, 25)}),
        ("Workers marched in Tunis on Friday.", "occurred", {date(2024, 5, 10)}),
    ],
)  # fmt: skip
def test_what_happened_did_so_by_the_day_it_was_written_of(
    engine: RuleEngine, text: str, modality: str, days: set[date]
) -> None:
    found = [m for m in read(engine, text) if m.modality == modality]
    assert found
    assert {m.event_date_start for m in found} <= days


def test_what_goes_on_about_an_old_event_is_old_too(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Kisumu remembers the market\n\nThe city will light candles on Friday for those killed when a bomb tore through its market in 1998.\n\n"
        "The bomb went off at noon on 17 May 1998, between the fish stalls and the bus park. It killed 41 people and wounded 200. "
        "The stalls were never rebuilt.",
    )
    assert {q.best for m in found for q in m.quantities} >= {41, 200}
    assert {m.recency for m in found} == {"background"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("KISUMU - Raiders shot dead six people in the city on Tuesday, police said.", "KISUMU"),
        ("NIAMEY - Thousands marched through Niger's capital on Tuesday to demand cheaper bread.", "NIAMEY"),
        ("CAIRO - Officials said in the capital that a strike killed six people on Tuesday.", None),
        ("NAIROBI - Raiders shot dead six people in the town of Wajir on Tuesday.", "Wajir"),
        ("BEIRUT - A strike killed six people in Aita al-Shaab in southern Lebanon on Tuesday.", "Aita al-Shaab"),
    ],
)
def test_the_city_is_the_one_that_is_written_from(engine: RuleEngine, text: str, place: str | None) -> None:
    (mention,) = read(engine, text)
    assert [p.name for p in mention.places if p.role == "location"][:1] == ([place] if place else [])
