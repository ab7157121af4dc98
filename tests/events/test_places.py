"""Places in news sentences: what is a place, which one is meant, how it stands to the event."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import EventError
from pipeline.events.places import PlaceFinder, PlaceMention


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder()


def named(mentions: list[PlaceMention]) -> dict[str, PlaceMention]:
    return {mention.name: mention for mention in mentions}


# text; what must be found: name -> country, precision, canonical name or None where any will do; what must not be found
CASES: list[tuple[str, dict[str, tuple[str, str, str | None]], tuple[str, ...]]] = [
    # Ukraine and Russia
    (
        "Russian drones hit the Kharkiv region's Kupiansk overnight, killing two people.",
        {"Kharkiv region": ("UKR", "admin1", "Kharkiv"), "Kupiansk": ("UKR", "settlement", "Kupyansk")},
        (),
    ),
    (
        "Shelling of the town of Bakhmut, which Moscow calls Artyomovsk, went on in Donetsk oblast.",
        {"Bakhmut": ("UKR", "settlement", "Bakhmut"), "Artyomovsk": ("UKR", "settlement", "Bakhmut"), "Donetsk oblast": ("UKR", "admin1", "Donetsk")},
        (),
    ),
    ("A missile struck Kiev at dawn, Ukraine's air force said.", {"Kiev": ("UKR", "settlement", "Kyiv"), "Ukraine": ("UKR", "country", None)}, ()),
    ("Ракети: удар по місту Київ, and Kharkov was hit too.", {"Київ": ("UKR", "settlement", "Kyiv"), "Kharkov": ("UKR", "settlement", "Kharkiv")}, ()),
    (
        "At least 24 people died in the strike on Belgorod, the governor of the Belgorod region said.",
        {"Belgorod": ("RUS", "settlement", "Belgorod"), "Belgorod region": ("RUS", "admin1", None)},
        (),
    ),
    (
        "Drones were downed over the Bryansk, Kursk and Voronezh regions, Russia's defence ministry said.",
        {"Bryansk": ("RUS", "admin1", None), "Kursk": ("RUS", "admin1", None), "Voronezh": ("RUS", "admin1", None)},
        (),
    ),
    (
        "Guided bombs fell on Kostiantynivka and Pokrovsk in eastern Ukraine.",
        {"Kostiantynivka": ("UKR", "settlement", None), "Pokrovsk": ("UKR", "settlement", "Pokrovsk"), "Ukraine": ("UKR", "country", None)},
        (),
    ),
    (
        "An Odesa-bound cargo ship came under fire in the Black Sea, 30 km south of Zatoka.",
        {"Odesa": ("UKR", "settlement", "Odesa"), "Black Sea": ("", "site", "Black Sea"), "Zatoka": ("UKR", "settlement", None)},
        (),
    ),
    (
        "Ukraine's navy struck a landing ship in Sevastopol, in Russian-occupied Crimea.",
        {"Sevastopol": ("UKR", "settlement", None), "Crimea": ("UKR", "admin1", "Crimea")},
        (),
    ),
    (
        "Zaporizhzhia region: two killed in Orikhiv, one wounded in Huliaipole.",
        {"Zaporizhzhia region": ("UKR", "admin1", None), "Orikhiv": ("UKR", "settlement", None), "Huliaipole": ("UKR", "settlement", None)},
        (),
    ),
    ("Lukashenko met him in Minsk, far from the Sumy border.", {"Minsk": ("BLR", "settlement", "Minsk"), "Sumy": ("UKR", "settlement", "Sumy")}, ("Lukashenko",)),
    ("Rockets hit Sloviansk and Kramatorsk on Friday.", {"Sloviansk": ("UKR", "settlement", None), "Kramatorsk": ("UKR", "settlement", "Kramatorsk")}, ("Friday",)),
    # Israel, Gaza, Lebanon, Syria, Iraq, Yemen
    (
        "An Israeli air strike on Khan Younis in the southern Gaza Strip killed 13 people, medics said.",
        {"Khan Younis": ("PSE", "settlement", "Khān Yūnis"), "Gaza Strip": ("PSE", "admin1", "Gaza Strip")},
        (),
    ),
    ("Tanks pushed into Gaza's Rafah on Sunday.", {"Rafah": ("PSE", "settlement", None)}, ("Sunday",)),
    (
        "Troops raided Jenin and the Nur Shams camp near Tulkarm in the West Bank.",
        {"Jenin": ("PSE", "settlement", None), "Tulkarm": ("PSE", "settlement", None), "West Bank": ("PSE", "admin1", None)},
        (),
    ),
    (
        "Hezbollah fired rockets at Kiryat Shmona; Israel bombed Nabatieh and Tyre in southern Lebanon.",
        {"Kiryat Shmona": ("ISR", "settlement", None), "Nabatieh": ("LBN", "settlement", None), "Tyre": ("LBN", "settlement", None), "Lebanon": ("LBN", "country", None)},
        ("Hezbollah",),
    ),
    (
        "A car bomb went off in Manbij and another in Aleppo, northern Syria.",
        {"Manbij": ("SYR", "settlement", None), "Aleppo": ("SYR", "settlement", None), "Syria": ("SYR", "country", None)},
        (),
    ),
    ("Gunmen attacked a checkpoint near Tal Afar in Nineveh province.", {"Tal Afar": ("IRQ", "settlement", None), "Nineveh province": ("IRQ", "admin1", None)}, ()),
    ("The Houthis fired a missile from Hodeidah towards Eilat.", {"Hodeidah": ("YEM", "settlement", None), "Eilat": ("ISR", "settlement", None)}, ()),
    ("Clashes were reported in Marib and Taiz on Monday.", {"Marib": ("YEM", "settlement", None), "Taiz": ("YEM", "settlement", None)}, ("Monday",)),
    ("Two soldiers were killed in Sinai, Egypt's army said.", {"Sinai": ("EGY", "admin1", "Sinai"), "Egypt": ("EGY", "country", None)}, ()),
    # Sudan, Sahel, Horn, Congo
    (
        "The Rapid Support Forces shelled El Fasher, the capital of North Darfur, and the Zamzam camp.",
        {"El Fasher": ("SDN", "settlement", "El Fasher"), "North Darfur": ("SDN", "admin1", None)},
        (),
    ),
    (
        "Fighting spread from Khartoum to Omdurman, Wad Madani and El Geneina in Sudan.",
        {"Khartoum": ("SDN", "settlement", "Khartoum"), "Omdurman": ("SDN", "settlement", "Omdurman"), "Wad Madani": ("SDN", "settlement", None), "El Geneina": ("SDN", "settlement", None)},
        (),
    ),
    (
        "Jihadists killed dozens in Djibo, northern Burkina Faso, and in the Mopti region of Mali.",
        {"Djibo": ("BFA", "settlement", "Djibo"), "Burkina Faso": ("BFA", "country", None), "Mopti region": ("MLI", "admin1", "Mopti"), "Mali": ("MLI", "country", None)},
        (),
    ),
    ("An ambush near Tillaberi, in western Niger, left 17 soldiers dead.", {"Tillaberi": ("NER", "settlement", None), "Niger": ("NER", "country", None)}, ()),
    ("Bandits abducted 87 people in Kaduna state, Nigeria.", {"Kaduna state": ("NGA", "admin1", "Kaduna"), "Nigeria": ("NGA", "country", None)}, ()),
    ("Boko Haram raided a village outside Maiduguri in Borno.", {"Maiduguri": ("NGA", "settlement", None), "Borno": ("NGA", "admin1", "Borno")}, ("Boko Haram",)),
    ("M23 rebels took Goma and Sake in North Kivu, DR Congo.", {"Goma": ("COD", "settlement", "Goma"), "North Kivu": ("COD", "admin1", None), "DR Congo": ("COD", "country", None)}, ()),
    ("Al-Shabaab claimed a bombing in Mogadishu, Somalia.", {"Mogadishu": ("SOM", "settlement", "Mogadishu"), "Somalia": ("SOM", "country", None)}, ("Al-Shabaab",)),
    ("Fano militia fought the army in Gondar, in Ethiopia's Amhara region.", {"Gondar": ("ETH", "settlement", None), "Amhara region": ("ETH", "admin1", "Amhara")}, ()),
    ("Insurgents beheaded three people in Palma, Cabo Delgado, Mozambique.", {"Palma": ("MOZ", "settlement", None), "Mozambique": ("MOZ", "country", None)}, ()),
    # Myanmar, Pakistan, Afghanistan, India, Philippines
    (
        "The junta bombed Pazigyi village in Sagaing region, Myanmar.",
        {"Sagaing region": ("MMR", "admin1", None), "Myanmar": ("MMR", "country", None)},
        (),
    ),
    ("The Arakan Army seized the town of Myebon in Rakhine state.", {"Myebon": ("MMR", "settlement", None), "Rakhine state": ("MMR", "admin1", "Rakhine")}, ()),
    (
        "A suicide bomber struck a mosque in Peshawar, Pakistan, police said.",
        {"Peshawar": ("PAK", "settlement", "Peshawar"), "Pakistan": ("PAK", "country", None)},
        (),
    ),
    ("Militants killed eight in Bannu, Khyber Pakhtunkhwa.", {"Bannu": ("PAK", "settlement", None), "Khyber Pakhtunkhwa": ("PAK", "admin1", None)}, ()),
    ("Gunmen opened fire in Pahalgam, in Indian-administered Kashmir.", {"Pahalgam": ("IND", "settlement", None)}, ()),
    ("The Taliban captured Lashkar Gah in Helmand province.", {"Lashkar Gah": ("AFG", "settlement", None), "Helmand province": ("AFG", "admin1", "Helmand")}, ("Taliban",)),
    ("Troops clashed with Abu Sayyaf on Jolo, in the southern Philippines.", {"Philippines": ("PHL", "country", None)}, ("Abu Sayyaf",)),
    # Latin America
    ("Gangs attacked a suburb of Port-au-Prince, Haiti, on Wednesday.", {"Port-au-Prince": ("HTI", "settlement", "Port-au-Prince"), "Haiti": ("HTI", "country", None)}, ("Wednesday",)),
    (
        "Rebels attacked army posts in San Vicente and Morazan Departments, El Salvador.",
        {"San Vicente": ("SLV", "admin1", "San Vicente"), "Morazan": ("SLV", "admin1", "Morazán"), "El Salvador": ("SLV", "country", None)},
        (),
    ),
    (
        "A bomb exploded in Medellin, Antioquia Department, Colombia.",
        {"Medellin": ("COL", "settlement", "Medellín"), "Antioquia Department": ("COL", "admin1", "Antioquia"), "Colombia": ("COL", "country", None)},
        (),
    ),
    ("Shining Path guerrillas killed six peasants near Ayacucho, Peru.", {"Ayacucho": ("PER", "settlement", "Ayacucho"), "Peru": ("PER", "country", None)}, ("Shining Path",)),
    ("Gunmen killed 11 people in Celaya, in the Mexican state of Guanajuato.", {"Celaya": ("MEX", "settlement", "Celaya"), "Guanajuato": ("MEX", "admin1", "Guanajuato")}, ()),
    ("A judge was shot in Guayaquil, Ecuador.", {"Guayaquil": ("ECU", "settlement", "Guayaquil"), "Ecuador": ("ECU", "country", None)}, ()),
    # the same name in several places
    ("A tornado hit Paris, Texas, on Tuesday.", {"Paris": ("USA", "settlement", "Paris"), "Texas": ("USA", "admin1", "Texas")}, ("Tuesday",)),
    ("Protesters marched through Paris and Lyon, French police said.", {"Paris": ("FRA", "settlement", "Paris"), "Lyon": ("FRA", "settlement", "Lyon")}, ()),
    ("The fire in Springfield, Ill., spread to Decatur.", {"Springfield": ("USA", "settlement", "Springfield"), "Decatur": ("USA", "settlement", "Decatur")}, ()),
    ("Police in London, Ontario, and in nearby Woodstock made arrests.", {"London": ("CAN", "settlement", "London"), "Woodstock": ("CAN", "settlement", "Woodstock")}, ()),
    ("Tbilisi accused Moscow of shelling villages in Georgia.", {"Georgia": ("GEO", "country", "Georgia"), "Tbilisi": ("GEO", "settlement", "Tbilisi")}, ()),
    ("Floods hit Georgia and Alabama after storms crossed Mississippi.", {"Georgia": ("USA", "admin1", "Georgia"), "Alabama": ("USA", "admin1", "Alabama")}, ()),
    # persons, firms, words
    ("Paris Hilton said she would sue.", {}, ("Paris", "Hilton", "Paris Hilton")),
    ("President Jackson met Gen. Lancaster on Sunday.", {}, ("Jackson", "Lancaster", "Sunday")),
    ("Michael Jordan retired. Jordan said he had no regrets.", {}, ("Jordan",)),
    ("Thousands fled to Jordan from Syria.", {"Jordan": ("JOR", "country", "Jordan"), "Syria": ("SYR", "country", "Syria")}, ()),
    ("The Washington Post and the Kansas City Star reported the deal.", {}, ("Washington", "Kansas City")),
    ("Manchester United beat Chelsea on Saturday.", {}, ("Manchester", "Saturday")),
    ("However, the Reading Room was closed, and Nice weather was forecast.", {}, ("Reading", "However")),
    ("UNITA and the FMLN signed; the ELN did not.", {}, ("ELN", "FMLN", "UNITA")),
    ("He may march in May. Will Bush win in Split?", {}, ("May", "Will", "Bush")),
    ("The U.S. and the UK condemned the attack; so did the UAE.", {"U.S.": ("USA", "country", "United States"), "UK": ("GBR", "country", "United Kingdom"), "UAE": ("ARE", "country", None)}, ()),
    ("Tell us more, the minister asked.", {}, ("us",)),
    ("Ivory Coast, Burma, Türkiye and the Democratic Republic of the Congo voted against.", {"Ivory Coast": ("CIV", "country", None), "Burma": ("MMR", "country", None), "Türkiye": ("TUR", "country", None), "Democratic Republic of the Congo": ("COD", "country", None)}, ()),
    ("Saigon fell; Leningrad and Stalingrad had held.", {"Saigon": ("VNM", "settlement", "Ho Chi Minh City"), "Leningrad": ("RUS", "settlement", "Saint Petersburg"), "Stalingrad": ("RUS", "settlement", "Volgograd")}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "unwanted"), CASES, ids=[case[0][:40] for case in CASES])
def test_places_of_a_sentence(
    finder: PlaceFinder, text: str, wanted: dict[str, tuple[str, str, str | None]], unwanted: tuple[str, ...]
) -> None:
    found = named(finder.find(text))
    got = {
        name: (found[name].country or "", found[name].precision, found[name].canonical_name if canonical else None)
        if name in found
        else None
        for name, (_, _, canonical) in wanted.items()
    }
    assert got == wanted
    assert [name for name in unwanted if name in found] == []


@pytest.mark.parametrize(
    ("text", "name", "relation", "role"),
    [
        ("A bomb went off in Mosul.", "Mosul", "in", "location"),
        ("Five died in the besieged eastern city of Mariupol.", "Mariupol", "in", "location"),
        ("A mine exploded near Izium.", "Izium", "near", "location"),
        ("A drone fell 10 km east of Odesa.", "Odesa", "10 km east of", "location"),
        ("A plane crashed some 40 miles north-west of Kano.", "Kano", "40 miles north-west of", "location"),
        ("Rockets were fired from Gaza.", "Gaza", "from", "origin"),
        ("Missiles were launched at Dnipro from Crimea.", "Crimea", "from", "origin"),
        ("An Odesa-bound ship was boarded.", "Odesa", "bound", "origin"),
        ("A Nairobi-based rights group counted 40 dead.", "Nairobi", "based", "origin"),
        ("They marched to Tbilisi.", "Tbilisi", "to", "location"),
        ("An attack against Haifa was foiled.", "Haifa", "against", "location"),
        ("Explosions in Lviv and Lutsk woke people.", "Lutsk", "in", "location"),
    ],
)
def test_relation_of_a_place_to_the_event(finder: PlaceFinder, text: str, name: str, relation: str, role: str) -> None:
    mention = named(finder.find(text))[name]
    assert (mention.relation, mention.role) == (relation, role)


@pytest.mark.parametrize(
    "text",
    [
        "KYIV, Ukraine (Reuters) - Two people died in Odesa.",
        "KYIV, June 3 (AP) — Two people died in Odesa.",
        " date 2024-06-03 Kyiv, 3 Jun 24 (AFP) -- Two people died in Odesa.",
        "Strike kills two\n\nKYIV — Two people died in Odesa.",
        " date 2024-06-03 Kyiv (Ukraine), 3 Jun 24 (AFP) -- Two people died in Odesa.",
        "KYIV - Two people died in Odesa.",
    ],
)
def test_a_dateline_is_where_the_text_was_written(finder: PlaceFinder, text: str) -> None:
    mentions = finder.find(text)
    assert [m.name.title() for m in mentions if m.role == "dateline" and not m.is_container] == ["Kyiv"]
    assert named(mentions)["Odesa"].role == "location"


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        ("Moscow said it had destroyed nine drones.", "Moscow", "is_metonym"),
        ("Tehran has denied the report.", "Tehran", "is_metonym"),
        ("Ukrainian forces withdrew.", "Ukrainian", "is_demonym"),
        ("Kyiv police arrested four men.", "Kyiv", "is_body"),
        ("A flood hit Paris, Texas.", "Texas", "is_container"),
    ],
)
def test_hints_on_names_that_are_not_where_it_happened(finder: PlaceFinder, text: str, name: str, hint: str) -> None:
    assert getattr(named(finder.find(text))[name], hint)


def test_a_place_that_happens_there_has_no_such_hint(finder: PlaceFinder) -> None:
    mention = named(finder.find("Nine drones were destroyed in Moscow."))["Moscow"]
    assert not (
        mention.is_metonym or mention.is_demonym or mention.is_body or mention.is_dateline or mention.is_container
    )


def test_what_lies_in_what(finder: PlaceFinder) -> None:
    mentions = finder.find("A tornado hit Paris, Texas. Tanks entered Gaza's Rafah.")
    paris, rafah = named(mentions)["Paris"], named(mentions)["Rafah"]
    assert paris.container is not None and mentions[paris.container].name == "Texas"
    assert rafah.container is not None and mentions[rafah.container].name == "Gaza"


def test_one_name_is_one_place_in_a_text(finder: PlaceFinder) -> None:
    text = "A shooting in Paris, Texas, shook the town. Paris has 25,000 people. Mourners met in Paris on Sunday."
    assert {m.admin1_code for m in finder.find(text) if m.name == "Paris"} == {"US.TX"}


def test_the_country_of_the_publisher_is_a_prior(finder: PlaceFinder) -> None:
    text = "The council in Perth met on Monday."
    assert named(finder.find(text, country="GBR"))["Perth"].country == "GBR"
    assert named(finder.find(text, country="AUS"))["Perth"].country == "AUS"


@pytest.mark.parametrize(
    ("text", "divisions"),
    [
        (
            "Athens police arrested a man on Monday. He was taken to the Henderson County jail, and Athens schools opened late.",
            {"Athens": "Texas", "Henderson County": "Texas"},
        ),
        (
            "Fire crews from Paris and all of Henry County fought the blaze. Paris residents were told to boil water.",
            {"Paris": "Tennessee", "Henry County": "Tennessee"},
        ),
        (
            "The road from New London to Mount Pleasant is closed. Winfield and New London share one ambulance.",
            {"New London": "Iowa", "Mount Pleasant": "Iowa", "Winfield": "Iowa"},
        ),
        ("In Paris, London and Athens, protesters marched against the law.", {"Paris": "Île-de-France", "London": "England", "Athens": "Attica"}),
    ],
)  # fmt: skip
def test_names_that_fit_together_only_in_one_division_lie_there(
    finder: PlaceFinder, text: str, divisions: dict[str, str]
) -> None:
    found = {mention.name: mention.admin1 for mention in finder.find(text)}
    assert {name: found.get(name) for name in divisions} == divisions


@pytest.mark.parametrize(
    ("text", "name", "canonical"),
    [
        ("House Speaker Ann Lee, D-Calif., called the vote a disgrace.", "Calif", "California"),
        ("Rep. Tom Hall, R-N.D., opposed the bill.", "N.D.", "North Dakota"),
        ("The group is now known as the S.C. Lawyers League.", "S.C.", "South Carolina"),
    ],
)
def test_short_names_of_states_behind_a_party_and_an_article(
    finder: PlaceFinder, text: str, name: str, canonical: str
) -> None:
    assert [m.canonical_name for m in finder.find(text) if m.name.rstrip(".") == name.rstrip(".")] == [canonical]


def test_a_union_of_states_is_a_place_only_where_one_is_asked_for(finder: PlaceFinder) -> None:
    text = "The EU adopted sanctions."
    assert finder.find(text) == []
    asked = finder.find_at(text, [(4, 6)])[0]
    assert asked is not None and asked.canonical_name == "Europe"


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Fighters attacked Zamzam camp near El Fasher on Friday.", "Zamzam camp", "SDN"),
        ("Troops entered Bunagana and Masisi in North Kivu.", "Masisi", "COD"),
        ("Two ships collided in the Baltic Sea.", "Baltic Sea", None),
        ("Tanks moved back into Shujaiya on Tuesday.", "Shujaiya", "PSE"),
    ],
)
def test_camps_quarters_and_seas_that_the_news_name(
    finder: PlaceFinder, text: str, name: str, country: str | None
) -> None:
    assert [m.country for m in finder.find(text) if m.name == name] == [country]


def test_given_spans_are_always_read_as_names(finder: PlaceFinder) -> None:
    text = "Jackson said Lancaster was calm, in South Carolina."
    found = finder.find_at(text, [(0, 7), (13, 22), (37, 51)])
    assert [m.country if m else None for m in found] == ["USA", "USA", "USA"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \t",
        "İstanbul'da, 🔥🔥 \u202eKyiv\u202c \x00\x07 Ky\u0301iv",
        "…—–-.,;:!?'\"()[]{}",
        "A" * 200_000,
        "in " * 20_000,
        "<p>Kyiv&nbsp;</p>" * 200,
        "KYIV, KHARKIV, ODESA: TWO KILLED IN DRONE ATTACK ON KHERSON, GOVERNOR SAYS",
    ],
)
def test_bad_input_gives_spans_that_cut_out_verbatim(finder: PlaceFinder, text: str) -> None:
    for mention in finder.find(text):
        assert text[mention.start : mention.end] == mention.name


def test_a_text_in_capitals_is_read(finder: PlaceFinder) -> None:
    found = named(finder.find("TWO KILLED IN DRONE ATTACK ON KHERSON, GOVERNOR OF UKRAINIAN REGION SAYS"))
    assert found["KHERSON"].country == "UKR"
    assert not {"TWO", "SAYS", "DRONE", "ATTACK"} & set(found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Kyiv",
                "Gaza's",
                "the",
                "in",
                "Paris,",
                "Texas",
                "\n",
                "—",
                "Mr.",
                "San",
                "José",
                "al-",
                "U.S.",
                "🔥",
                "10",
                "km",
            ]
        )
    )
)
def test_any_mix_of_words_keeps_the_offsets(finder: PlaceFinder, words: list[str]) -> None:
    text = " ".join(words)
    mentions = finder.find(text)
    assert all(text[m.start : m.end] == m.name and 0 <= m.confidence <= 1 for m in mentions)
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert finder.find(text) == mentions
    assert all(m.container is None or 0 <= m.container < len(mentions) for m in mentions)


def test_reading_begins_where_it_is_told(finder: PlaceFinder) -> None:
    text = "Kyiv. Odesa."
    assert [m.name for m in finder.find(text, start=6)] == ["Odesa"]


USER = """
[place.hill-270]
name = "Hill 270"
at = [48.1, 37.9]
kind = "site"
country = "UKR"
names = ["Height 270"]
[alias]
Bandera-City = "703448"
[forget]
words = ["Odesa"]
"""


def test_a_user_adds_places_in_a_file(finder: PlaceFinder, tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text(USER, encoding="utf-8")
    mine = PlaceFinder(finder.gazetteer, tmp_path)
    found = named(mine.find("Troops took Height 270, then shelled Bandera-City from Odesa."))
    assert (found["Height 270"].canonical_name, found["Height 270"].lat, found["Height 270"].precision) == (
        "Hill 270",
        48.1,
        "site",
    )
    assert found["Bandera-City"].geonames_id == 703448
    assert "Odesa" not in found


@pytest.mark.parametrize(
    "text",
    [
        "[alias]\nX = '999999999'\n",
        "[alias\n",
        "[place.x]\nname = 'X'\nkind = 'planet'\nat = [0, 0]\n",
        "[place.x]\nname = 'X'\n",
        "[alias]\nX = 'XXX'\n",
    ],
)
def test_a_mistake_in_a_users_file_is_named(finder: PlaceFinder, tmp_path: Path, text: str) -> None:
    (tmp_path / "places.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EventError):
        PlaceFinder(finder.gazetteer, tmp_path)
