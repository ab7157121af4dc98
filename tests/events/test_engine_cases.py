"""Texts of our own and the events that a careful reader finds in them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.events import RuleEngine, load_engine, text_input
from pipeline.events.quantities import QuantityDraft  # noqa: F401 - the figures' own tables are in test_quantities
from pipeline.records import Mention

pytestmark = pytest.mark.model
DAY = date(2024, 5, 16)  # a Thursday


@pytest.fixture(scope="module")
def engine() -> RuleEngine:
    return load_engine()


def read(engine: RuleEngine, text: str, day: date | None = DAY) -> list[Mention]:
    return engine.read(text_input(text, "case", day).input)


def test_the_text_with_an_attack_a_revenge_and_a_threat(engine: RuleEngine) -> None:
    text = (
        " date 2024-01-02 President Vows More Raids After Port Attack\n\n"
        "President Vladimir Putin has declared an escalation in strikes on Ukraine. The decision follows an attack on the Russian "
        "city of Belgorod, which claimed 24 lives and left over 100 injured.\n\n"
        "Preceding the strike on Belgorod, a large offensive was launched by Russian forces on Kyiv and Kharkiv. The cities were "
        "hit with ballistic missiles, killing at least four people. According to Ukrainian President Volodymyr Zelenskyy, nearly "
        "100 missiles were fired and about 70 were shot down. Russia also conducted drone attacks on Ukraine.\n\n"
        "Putin accused Western nations of waging a war through Ukraine.\n"
    )
    found = read(engine, text)
    kinds = [(m.event_type, m.modality) for m in found]
    assert ("THREATEN", "threatened") in kinds
    assert ("ACCUSE", "occurred") in kinds
    raids = [m for m in found if m.event_type == "ASSAULT"]
    assert len(raids) == 2
    by_place = {m.places[0].canonical_name: m for m in raids}
    belgorod, kyiv = by_place["Belgorod"], by_place["Kyiv"]
    assert {(q.kind, q.low, q.best, q.high) for q in belgorod.quantities} == {
        ("killed", 24, 24, 24),
        ("injured", 100, None, None),
    }
    figures = {(q.kind, q.low, q.best, q.high) for q in kyiv.quantities}
    assert {("launched", None, 100, 100), ("intercepted", None, 70, None)} <= figures
    assert {q.attributed_to for q in kyiv.quantities if q.kind == "launched"} == {
        "Ukrainian President Volodymyr Zelenskyy"
    }
    assert {"missile", "drone"} <= set(kyiv.weapon)


TYPES = [
    ("Gunmen shot dead five villagers in northern Kenya on Monday.", "ASSAULT", "attack"),
    ("A suicide bomber blew himself up outside a bank in Kabul, killing six people.", "ASSAULT", "suicide bomb"),
    (
        "A roadside bomb exploded near a bus in Quetta, wounding four passengers.",
        "ASSAULT",
        "remote explosive/landmine/ied",
    ),
    ("Two men hurled a grenade into a bar in Bujumbura, wounding nine people.", "ASSAULT", "grenade"),
    ("Warplanes bombed a market in the rebel-held town, killing 30 people.", "ASSAULT", "air/drone strike"),
    ("Drones struck an oil depot in Voronezh overnight.", "ASSAULT", "air/drone strike"),
    ("Artillery shelled the town of Huliaipole, damaging a school.", "ASSAULT", "shelling/artillery/missile attack"),
    ("Soldiers clashed with rebels near Goma on Sunday.", "ASSAULT", "armed clash"),
    ("Rebels abducted twelve schoolgirls in Kaduna state.", "ASSAULT", "abduction/forced disappearance"),
    ("Soldiers raped a dozen women in the village, a rights group said.", "ASSAULT", "sexual violence"),
    ("Government troops recaptured the town of Bria from the rebels.", "ASSAULT", "government regains territory"),
    ("Rebels seized control of the town of Kibumba from the army.", "ASSAULT", "non-state actor overtakes territory"),
    ("Looters ransacked shops in the capital and torched two buses.", "ASSAULT", "looting/property destruction"),
    ("Thousands of people marched through Lisbon to demand higher wages.", "PROTEST", "peaceful protest"),
    ("Police fired tear gas to disperse protesters in Tunis.", "PROTEST", "protest with intervention"),
    (
        "Protesters hurled stones at police and torched cars during a demonstration in Lima.",
        "PROTEST",
        "violent demonstration",
    ),
    ("Police arrested 40 opposition activists in Minsk.", "COERCE", "arrests"),
    ("Police seized 20 rifles and a cache of ammunition in the town.", "COERCE", "disrupted weapons use"),
    ("The army deployed thousands of troops to the border.", "MOBILIZE", "change to group/activity"),
    ("The army has set up a new military base near the border.", "MOBILIZE", "headquarters or base established"),
    ("The government and the rebels signed a peace agreement in Nairobi.", "AGREE", "agreement"),
    ("The European Union imposed new sanctions on Belarus on Monday.", "SANCTION", "diplomacy"),
    ("Norway expelled three Russian diplomats.", "SANCTION", "diplomacy"),
    ("The United States suspended 95 million dollars in aid to Georgia's government.", "SANCTION", "discontinue"),
    ("Israeli forces demolished six homes in the Jenin refugee camp.", "COERCE", None),
    ("The minister accused Rwanda of arming the rebels.", "ACCUSE", "attribution of responsibility"),
    ("A magnitude 6.1 earthquake struck western Nepal, killing 40 people.", "DISASTER", "disaster"),
    ("Flash floods swept through a valley in Oman, killing nine people.", "DISASTER", "disaster"),
    ("A bus plunged into a ravine in Peru, killing 25 passengers.", "ACCIDENT", "accident"),
    ("A gas explosion at a factory killed three workers.", "ACCIDENT", "accident"),
    ("A collapse at the quarry killed 15 people.", "ACCIDENT", "accident"),
    ("A mine collapse near Kamituga buried 12 diggers.", "ACCIDENT", "accident"),
    ("Iran's president threatened to close the strait.", "THREATEN", "territory"),
    ("Russian forces withdrew from the city of Kherson.", "RETREAT", "change to group/activity"),
    ("The rebels freed three hostages near Kalma on Monday.", "RETREAT", "release"),
    ("The dissidents handed over 29 police officers in Cauca.", "RETREAT", "release"),
    ("Twenty-four rebels surrendered in Bijapur on Monday.", "RETREAT", "agreement"),
    ("Poland closed its border with Belarus on Thursday.", "COERCE", "restrict"),
    ("A dam burst above Derna on Sunday, sweeping away houses.", "DISASTER", "disaster"),
]


@pytest.mark.parametrize(("sentence", "event_type", "sub"), TYPES)
def test_types(engine: RuleEngine, sentence: str, event_type: str, sub: str | None) -> None:
    found = read(engine, sentence)
    assert found, "no mention"
    best = max(found, key=lambda m: m.confidence)
    assert (best.event_type, best.sub_event_type) == (event_type, sub)


MODALITY = [
    ("Rebels attacked the barracks on Monday.", "ASSAULT", "occurred"),
    ("Troops are fighting rebels in the streets of Goma.", "ASSAULT", "ongoing"),
    ("Police foiled an attack on a church in Lahore on Monday.", "ASSAULT", "attempted"),
    ("The rebels plan to attack the town of Goma.", "ASSAULT", "planned"),
    ("The army will bomb the town of Goma on Friday, it said.", "ASSAULT", "planned"),
    ("The group threatened to kill two hostages.", "THREATEN", "threatened"),
    ("The army denied bombing the hospital in Khartoum.", "ASSAULT", "denied"),
    ("Rebels did not attack the town of Goma on Monday, witnesses said.", "ASSAULT", "denied"),
    ("Rebels could attack the town of Goma on Friday, analysts said.", "ASSAULT", "hypothetical"),
    ("The union called for a protest in Paris on Friday.", "PROTEST", "demanded"),
]


@pytest.mark.parametrize(("sentence", "event_type", "modality"), MODALITY)
def test_modality(engine: RuleEngine, sentence: str, event_type: str, modality: str) -> None:
    assert modality in {m.modality for m in read(engine, sentence) if m.event_type == event_type}


NO_CURRENT_EVENT = [
    "Rovers stun City in cup thriller\n\nRovers beat City 3-1 on Saturday to reach the cup semi-final. Striker Dan Coe fired a shot "
    "past the goalkeeper and the visitors never recovered from the early attack. City coach Ilya Marsh said his defence had been "
    "bombarded with crosses. The home side hit the bar twice in the league match.",
    "Shares plunge as price war hits grocers\n\nShares in three chains crashed on Monday after a price war erupted. Analysts said "
    "investors had been spooked by an attack on margins. The benchmark index fell 2 percent as traders fled to bonds.",
    "City marks 30 years since station bombing\n\nSurvivors gathered on Sunday to mark the anniversary of the 1994 station bombing, "
    "which killed 85 people and wounded more than 200. A memorial service was held. The mayor laid a wreath for the victims of the "
    "attack.",
    "River falls to the attackers as brigade trains\n\nNine hundred soldiers took part in the exercise near Tapa on "
    "Tuesday. The bridge fell after a barrage that in the umpires' books killed 60 defenders, and eleven drones of the red "
    "side were shot down. Residents who hear explosions need not worry, the ministry said: they are blank rounds.",
    "Navy holds live-fire drill\n\nThe navy held a live-fire exercise in the northern sea on Saturday. During the drill, ships fired "
    "missiles at mock targets and troops stormed a beach. Soldiers simulated an attack on a port.",
    "Man jailed for life over market bombing\n\nA court on Monday sentenced a man to life in prison for the 2017 bombing of a market "
    "in which 22 people were killed. The judge said the defendant had planned the attack for months. Prosecutors said he placed the "
    "device under a stall. He was convicted of murder after a trial.",
    "Review: a thriller with a bang\n\nThe new film by director Ana Petrov follows a detective who hunts a bomber. In the opening "
    "scene, gunmen storm a bank and kill four guards. The plot falters, but the movie is worth the ticket.",
    "How to lower the risk of a heart attack\n\nDoctors say that walking cuts the risk of a heart attack. The fight against obesity "
    "is being lost, a study said.",
    "Opposition attacks budget plan\n\nThe opposition attacked the budget on Thursday. Ministers came under fire for killing a "
    "proposal to cut taxes. The war of words is expected to continue.",
    "The siege that changed a city\n\nIn 1941, German forces bombed the city for weeks and thousands were killed. Historians say the "
    "siege lasted 872 days. A museum in the old town shows letters of soldiers who fought in World War II.",
]


@pytest.mark.parametrize("text", NO_CURRENT_EVENT, ids=lambda t: t.split("\n")[0])
def test_no_false_current_event(engine: RuleEngine, text: str) -> None:
    current = [m for m in read(engine, text) if m.recency == "current" and m.modality in ("occurred", "ongoing")]
    assert [(m.event_type, m.evidence) for m in current] == []


FIGURES_OF_SPEECH = [
    ("The carmaker promised an avalanche of new models at the Geneva show on Monday.", "An avalanche hit a ski lift near Geneva on Monday.", "DISASTER"),
    ("The new van comes with collision avoidance and crash test stars.", "A collision of two vans closed the road to Geneva.", "ACCIDENT"),
    ("Truck sales plunged 12 percent in Geneva last month.", "A truck plunged into a ravine near Geneva last month.", "ACCIDENT"),
    ("The minister demonstrated her command of the file in Geneva.", "Nurses demonstrated in Geneva for more pay.", "PROTEST"),
    ("The farmer killed and ate a rabbit on Monday.", "Rebels killed and robbed a farmer on Monday.", "ASSAULT"),
    ("The two candidates attacked each other's plans for schools in Monday's debate.", "The rebels attacked each other's camps near Goma on Monday.", "ASSAULT"),
    ("The plague killed thousands in Lyon in the spring.", "Shells killed thousands in Lyon in the spring.", "ASSAULT"),
    ("[Related: Protesters block the road to Geneva]", "Protesters block the road to Geneva.", "PROTEST"),
    ("The planned blackout in Geneva will last an hour.", "The blackout in Geneva lasted an hour.", "ACCIDENT"),
]  # fmt: skip


@pytest.mark.parametrize(("figurative", "literal", "event_type"), FIGURES_OF_SPEECH)
def test_figures_of_speech_and_their_literal_twins(
    engine: RuleEngine, figurative: str, literal: str, event_type: str
) -> None:
    assert [m.evidence for m in read(engine, figurative) if m.event_type == event_type] == []
    assert event_type in {m.event_type for m in read(engine, literal)}


def test_what_is_only_named_below_the_lead_is_no_news(engine: RuleEngine) -> None:
    text = (
        "Exchange opens share sale\n\nThe exchange in Geneva opened its largest share sale in years on Monday. Analysts expect "
        "strong demand. Banks have lent freely since spring. The sale is a boost for the bourse, which was hit by months of protests. "
        "Heavy traffic is linked to noise, stress and car crashes. The broker earns a fee."
    )
    assert [m.evidence for m in read(engine, text) if m.modality in ("occurred", "ongoing")] == []


def test_an_attack_that_somebody_is_protected_against_is_none(engine: RuleEngine) -> None:
    (mention,) = read(engine, "The border post gives the refugees some protection against rebel airstrikes on Goma.")
    assert mention.modality == "hypothetical"


def test_sentences_on_one_happening_are_one_mention(engine: RuleEngine) -> None:
    text = (
        "Blast hits market in Lahore\n\nA bomb exploded in a market in Lahore on Tuesday, killing seven people, police said. The attack "
        "also wounded 20 people. No group claimed the bombing. The blast destroyed three shops."
    )
    attacks = [m for m in read(engine, text) if m.event_type == "ASSAULT"]
    assert len(attacks) == 1
    assert {(q.kind, q.best) for q in attacks[0].quantities if q.unit == "person"} == {("killed", 7), ("injured", 20)}
    assert attacks[0].event_date_start == date(2024, 5, 14)


def test_places_with_tolls_of_their_own_are_two_mentions(engine: RuleEngine) -> None:
    text = "A bomb killed seven people in Lahore on Tuesday. In a separate attack, gunmen killed three policemen in Quetta on Wednesday."
    attacks = [m for m in read(engine, text) if m.event_type == "ASSAULT"]
    assert [{q.best for q in m.quantities if q.kind == "killed"} for m in attacks] == [{7}, {3}]
    assert [m.event_date_start for m in attacks] == [date(2024, 5, 14), date(2024, 5, 15)]


def test_what_the_other_side_suffered_is_an_event_of_its_own(engine: RuleEngine) -> None:
    found = read(
        engine,
        "Russia attacked Ukraine with 88 drones overnight, the Ukrainian Air Force said. In Zaporizhzhia a drone hit a "
        "block of flats and killed three people.\n\nRussia's defence ministry said its air defences had destroyed 47 "
        "Ukrainian drones, 29 of them over Bryansk. In Belgorod a man died when a drone hit his tractor.",
    )
    attacks = [m for m in found if m.event_type == "ASSAULT"]
    assert [sorted({p.country for p in m.places if p.role == "location"}) for m in attacks] == [["UKR"], ["RUS"]]
    assert [[q.best for q in m.quantities if q.kind == "killed"] for m in attacks] == [[3], [1]]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        pytest.param(
            "A drone hit a car south of Tyre on Thursday, killing two people.\n\nThe health ministry in Beirut said three "
            "passers-by had been wounded.",
            "Tyre",
            id="the seat of a ministry",
        ),
        pytest.param("Police in Kano said gunmen had killed six farmers on Thursday.", "Kano", id="police of the town"),
        pytest.param(
            "A bomb killed four people in Hilla north of Diwaniya on Thursday.", "Hilla", id="only says where that is"
        ),
    ],
)
def test_the_town_of_the_event_not_of_who_tells_of_it(engine: RuleEngine, text: str, town: str) -> None:
    (mention,) = read(engine, text)
    assert [p.name for p in mention.places if p.role == "location"] == [town]


def test_a_claim_of_responsibility_has_the_figures_of_what_it_claims(engine: RuleEngine) -> None:
    text = (
        "Gunmen attacked an army base at Djibo on Monday, killing at least 30 soldiers, sources said.\n\nJNIM, al Qaeda's "
        "branch in the Sahel, claimed responsibility and said it had killed 45 soldiers.\n\nIn May 2023 JNIM said it had "
        "killed 200 soldiers in Djibo."
    )
    new, old = (m for m in read(engine, text) if m.event_type == "ASSAULT")
    assert (new.recency, old.recency) == ("current", "background")
    assert {q.best or q.low for q in new.quantities if q.kind == "killed"} == {30, 45}
    assert [p.name for p in new.places if p.role == "location"] == ["Djibo"]
    assert (old.event_date_start, old.event_date_end) == (date(2023, 5, 1), date(2023, 5, 31))


def test_rival_counts_stand_beside_each_other(engine: RuleEngine) -> None:
    text = (
        "Fighters killed at least 70 people in a raid on a camp near El Obeid on Tuesday night, a doctors' network said.\n\n"
        "The army said 84 people had been massacred. Nobody could verify the tolls."
    )
    (attack,) = (m for m in read(engine, text) if m.event_type == "ASSAULT")
    assert [(q.best, q.attributed_to) for q in attack.quantities if q.kind == "killed"] == [
        (70, "doctors' network"),
        (84, "army"),
    ]


@pytest.mark.parametrize(
    ("stated", "start"),
    [
        pytest.param("Thursday, May 16", date(2024, 5, 16), id="the day itself"),
        pytest.param("Friday, May 17", DAY, id="a day ahead: the zone"),
        pytest.param("May 20", date(2023, 5, 20), id="days ahead: a year before"),
    ],
)
def test_a_day_ahead_of_publication_is_a_matter_of_zones(engine: RuleEngine, stated: str, start: date) -> None:
    (mention,) = read(engine, f"A drone hit an oil depot in Voronezh on {stated}, killing two people, officials said.")
    assert mention.event_date_start == start


def test_a_year_s_total_below_a_wreck_is_its_own_and_old(engine: RuleEngine) -> None:
    text = (
        "A rubber boat carrying about 70 people, most of them from Eritrea and "
        "Sudan, overturned off Zuwara on Wednesday, an agency said. Twenty-one bodies have been recovered.\n\nMore than "
        "1,000 people have died on the central Mediterranean route this year."
    )
    wreck, total = (m for m in read(engine, text) if m.event_type == "ACCIDENT")
    assert (wreck.recency, wreck.event_date_start) == ("current", date(2024, 5, 15))
    assert [(q.kind, q.best) for q in wreck.quantities] == [("killed", 21)]
    assert (total.recency, [q.scope for q in total.quantities]) == ("background", ["cumulative"])


def test_an_older_event_is_recalled_not_reported(engine: RuleEngine) -> None:
    text = "Gunmen killed two guards in Nairobi on Wednesday. In 2013, gunmen killed 67 people in a mall in the city."
    found = {m.recency: m for m in read(engine, text) if m.event_type == "ASSAULT"}
    assert found["current"].event_date_start == date(2024, 5, 15)
    assert found["background"].event_date_start == date(2013, 1, 1)


def test_a_protest_that_police_break_up_is_one_event(engine: RuleEngine) -> None:
    text = "Thousands marched in Nairobi on Tuesday against a tax bill. Police fired tear gas at the protesters and arrested 200 people."
    protests = [m for m in read(engine, text) if m.event_type == "PROTEST"]
    assert len(protests) == 1
    assert ("arrested", 200) in {(q.kind, q.best) for q in protests[0].quantities}


MODES = [
    ("The Norwegian foreign minister visited Nairobi on Monday.", "CONSULT", "visit"),
    ("The authorities imposed a curfew in the town of Jiribam on Monday.", "COERCE", "curfew"),
    ("A convoy of 40 trucks with food and medicine reached Zalingei on Monday.", "AID", "humanitarian"),
    ("President Odhiambo rejected the proposal for a ceasefire on Monday.", "REJECT", "yield"),
]


@pytest.mark.parametrize(("sentence", "event_type", "mode"), MODES)
def test_modes_after_plover(engine: RuleEngine, sentence: str, event_type: str, mode: str) -> None:
    assert (event_type, mode) in {(m.event_type, m.sub_event_type) for m in read(engine, sentence)}
