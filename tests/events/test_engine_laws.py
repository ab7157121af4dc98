"""What holds for any text: spans cut verbatim, the same answer twice, no crash, work that grows with the text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import EventError, UsageError
from pipeline.events import RuleEngine, json_line, load_engine, mention_row, parse_files, text_input
from pipeline.events.explain import render
from pipeline.events.lexicon import load_lexicon
from pipeline.events.sentences import MAX_SENTENCE, split_sentences
from pipeline.events.spans import checked
from pipeline.records import TextInput

DAY = date(2024, 5, 16)
STORY = (
    "Blast kills seven in Lahore\n\nA bomb exploded in a market in Lahore on Tuesday, killing at least seven people and wounding 20, "
    "police said. The army said it had shot down 12 of 15 drones. Protesters marched in Karachi. The minister accused India."
)


@pytest.fixture(scope="module")
def engine() -> RuleEngine:
    return load_engine()


ODD = [
    "",
    " ",
    "\n\n\n",
    "...",
    "\x00\x01\x02 bomb \x07 killed 12 people in Kyiv",
    "\u202eA bomb killed \u200fseven people in Lahore.\u202c",
    "💥💥 A bomb killed 7 people 🕊️ in Lahore 💥.",
    "A BOMB KILLED SEVEN PEOPLE IN LAHORE ON TUESDAY, POLICE SAID.",
    "&nbsp;<p>A bomb killed seven people</p>&amp; in <b>Lahore</b>.",
    " date 2099-13-45 A bomb killed seven people in Lahore.",
    " date 2099-01-01 A bomb killed seven people in Lahore.",
    "A bomb\u00a0killed seven\u2028people in Lahore.\r\nGunmen\tattacked a bus.\r\n",
    "((((((((((((((((((((((((((((((",
    "\ud800 lone surrogate killed 3 people in Lahore",
    "A" * 5000,
    "killed " * 400,
]


@pytest.mark.model
@pytest.mark.parametrize("text", ODD, ids=lambda t: repr(t[:20]))
def test_odd_texts_neither_crash_nor_shift_offsets(engine: RuleEngine, text: str) -> None:
    named = text_input(text, "odd", None)
    checked(named.input, engine.read(named.input))


@pytest.mark.model
def test_capitals_are_read(engine: RuleEngine) -> None:
    found = engine.read(text_input("A BOMB KILLED SEVEN PEOPLE IN LAHORE ON TUESDAY, POLICE SAID.", "x", DAY).input)
    assert [(m.event_type, [q.best for q in m.quantities]) for m in found] == [("ASSAULT", [7])]


_PIECES = st.sampled_from(
    [
        "A bomb killed seven people in Lahore. ", "Gunmen attacked a bus on Monday. ", "Police arrested 40 people\n", "\n\n", "💥 ", "\u202e",
        "“No one was killed,” he said. ", "An earthquake hit Nepal; 120 died. ", "Kyiv", " 27 of 36 drones ", "were shot down ", "\x0b", "U.S. ",
        "The army denied it. ", "at least ", "(", ")", "including three children ", "Putin threatened to strike. ", "12-15 ", "\u00ad",
    ]
)  # fmt: skip


@pytest.mark.model
@settings(max_examples=40, deadline=None)
@given(parts=st.lists(_PIECES, max_size=14), dated=st.booleans())
def test_every_span_cuts_verbatim_and_twice_is_the_same(parts: list[str], dated: bool) -> None:
    named = text_input((" date 2024-05-16 " if dated else "") + "".join(parts), "law", DAY)
    engine = load_engine()
    first = engine.read(named.input)
    checked(named.input, first)
    assert engine.read(named.input) == first
    for mention in first:
        json.loads(json_line(mention_row(mention, "law", named.input.published_date, named.title)))


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="aB. \n\"”'!?,;:-1—Mr", max_size=300))
def test_sentences_are_slices_in_order(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        assert len(sentence.text) <= MAX_SENTENCE
        end = sentence.end
    assert "".join(s.text for s in split_sentences(text)).replace(" ", "").replace("\n", "") == "".join(text.split())


SENTENCES = [
    ("He met Gen. Ilya Marsh in the U.S. on Jan. 2. They talked.", 2),
    ("“We will fight!” he said. The army left.", 2),
    ("It rose 3.5 percent. No. 4 was late.", 2),
    ("Who did it? Nobody knows…", 2),
    ("The strike hit at 5 a.m. Monday.", 1),
]


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_where_sentences_end(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def _work(call: Callable[[], object]) -> int:
    """Python and C calls that `call` makes: work counted without a clock."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.model
@pytest.mark.parametrize("joint", ["\n\n", " "], ids=["paragraphs", "one line"])
def test_ten_times_the_text_is_at_most_twelve_times_the_work(engine: RuleEngine, joint: str) -> None:
    once = joint.join([STORY] * 4)
    ten = joint.join([STORY] * 40)
    engine.read(TextInput(text=once, published_date=DAY))  # caches are filled before the counting
    small = _work(lambda: engine.read(TextInput(text=once, published_date=DAY)))
    large = _work(lambda: engine.read(TextInput(text=ten, published_date=DAY)))
    assert large <= 12 * small


@pytest.mark.model
def test_five_megabytes_and_a_line_of_two_hundred_thousand(engine: RuleEngine) -> None:
    plain = "The weather was mild and the market was quiet all day. "
    huge = TextInput(text=plain * 90_000 + STORY, published_date=DAY)
    assert len(huge.text) > 4_900_000
    assert engine.read(huge) != []
    line = TextInput(
        text="the mild weather of the day and " * 6_500 + "a bomb killed seven people in Lahore", published_date=DAY
    )
    assert [m.event_type for m in engine.read(line)] == ["ASSAULT"]


@pytest.mark.model
def test_other_languages_give_no_mention_and_are_counted(engine: RuleEngine) -> None:
    texts = {
        "es": "Una bomba mató a siete personas en un mercado de la ciudad el martes, dijo la policía en un comunicado a la prensa.",
        "uk": "Внаслідок вибуху бомби на ринку міста загинули семеро людей, повідомила поліція у вівторок.",
    }
    for language, text in texts.items():
        before = sum(engine.unread.values())
        assert engine.read(TextInput(text=text, published_date=DAY, language=language)) == []
        assert sum(engine.unread.values()) == before + 1


@pytest.mark.model
def test_identifiers_come_from_content(engine: RuleEngine) -> None:
    text = TextInput(text=STORY, published_date=DAY, article_id="a")
    first, second = engine.read(text), engine.read(replace(text, article_id="b"))
    assert [m.mention_id for m in first] == [m.mention_id for m in engine.read(text)]
    assert not {m.mention_id for m in first} & {m.mention_id for m in second}


@pytest.mark.model
def test_no_date_leaves_relative_dates_open(engine: RuleEngine) -> None:
    found = engine.read(TextInput(text="A bomb killed seven people in Lahore on Tuesday."))
    assert [(m.event_date_start, m.date_precision) for m in found] == [(None, "unknown")]


@pytest.mark.model
def test_explain_names_rules_and_marks_spans(engine: RuleEngine) -> None:
    named = text_input(STORY, "x", DAY)
    shown = render(named.input, engine.reading(named.input))
    assert "killing at least seven people" not in shown
    assert "[at least seven|killed] people" in shown
    assert "event_type" in shown
    assert "<- verb:kill>ASSAULT" in shown
    assert (
        render(TextInput(text="Nothing happened."), engine.reading(TextInput(text="Nothing happened."))) == "no event"
    )


@pytest.mark.model
def test_a_users_own_words(tmp_path: Path) -> None:
    (tmp_path / "triggers.tsv").write_text("verb\tzorch\tASSAULT\tattack\t0.9\t-\n", encoding="utf-8")
    (tmp_path / "weapons.tsv").write_text("laser\t1\tlaser*\n", encoding="utf-8")
    engine = load_engine(user_lexicons=tmp_path)
    found = engine.read(TextInput(text="Rebels zorched a convoy with lasers in Goma.", published_date=DAY))
    assert [(m.event_type, m.weapon) for m in found] == [("ASSAULT", ("laser",))]


@pytest.mark.parametrize(
    "line",
    [
        "verb\tzorch\tASSAULT",
        "adverb\tzorch\tASSAULT\t-\t0.9\t-",
        "verb\tzorch\tASSAULT\t-\tmuch\t-",
        "verb\tzorch\tASSAULT\t-\t1\tobj:nothing",
    ],
)
def test_a_wrong_line_of_a_user_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "triggers.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(EventError) as error:
        load_lexicon(tmp_path)
    assert error.value.hint


def test_importing_the_parser_loads_no_model() -> None:
    code = "import sys, pipeline.events; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_model_is_said_with_a_hint() -> None:
    with pytest.raises(EventError) as error:
        load_engine("no/such/model")
    assert error.value.hint


@pytest.mark.model
def test_lines_for_files(engine: RuleEngine, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f" date 2024-05-16 {STORY}", encoding="utf-8")
    rows = list(parse_files([str(path)], engine))
    assert rows[0]["article"] == {
        "path": str(path),
        "published_date": "2024-05-16",
        "title": "Blast kills seven in Lahore",
    }
    whole = path.read_text(encoding="utf-8")
    for row in rows:
        assert whole[row["evidence_start"] : row["evidence_end"]] == row["evidence"]
        assert {"actors", "places", "quantities", "weapon", "mention_id", "confidence"} <= set(row)
    with pytest.raises(UsageError):
        list(parse_files([str(tmp_path / "none.txt")], engine))
