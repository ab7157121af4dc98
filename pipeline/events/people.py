"""Actors, targets and claimants of a finished draft, and who says each of its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.events.actor_lexicon import load_actor_lexicon
from pipeline.events.actor_names import ActorBook, Identity
from pipeline.events.actors import ActorSpan, find_actors
from pipeline.events.attribution import NO_ONE, Attribution, Sides, find_attribution
from pipeline.events.drafts import Draft
from pipeline.events.facts import Facts
from pipeline.records import MentionActor, TextInput

MAX_ACTORS = 8
_HITS = 6
"""Triggers of one event that are asked for actors."""


_CLAIMS_LIVES = re.compile(r"\bclaim(?:ed|ing|s)?\s+(?:[\w-]+\s+){0,4}(?:lives|life|victims?)\b", re.IGNORECASE)
""" "an attack which claimed 24 lives": no one says so."""


@dataclass(slots=True)
class People:
    """The people of one text, and the claimant of each place in it."""

    book: ActorBook
    facts: Facts
    _said: dict[tuple[int, Sides | None], Attribution] = field(default_factory=dict)
    """Whole sentences, with whose side is asked for, to their claimant."""

    def claimant(self, sentence: int, start: int, end: int, sides: Sides | None = None) -> Attribution:
        """Who says what stands at start:end; "he added" goes back to the claimant of the sentence before."""
        parsed = self.facts.parsed.get(sentence)
        if parsed is None:
            return NO_ONE
        before = self.facts.parsed.get(sentence - 1)
        carried = NO_ONE
        if before is not None and before.sentence.paragraph == parsed.sentence.paragraph:
            key = (sentence - 1, sides)
            if key not in self._said:
                self._said[key] = find_attribution(before, before.start, before.end, self.book, sides=sides)
            carried = self._said[key]
        found = find_attribution(parsed, start, end, self.book, sides=sides, carried=carried)
        if found.rule == "subject of claim" and _CLAIMS_LIVES.search(parsed.text):
            return NO_ONE
        return found


def people_of(text: TextInput, facts: Facts, user_folder: Path | None = None) -> People:
    """Read the names and titles of a text once."""
    book = ActorBook(text.text, load_actor_lexicon(user_folder), text.published_date, facts.start, facts.end)
    return People(book, facts)


def actors_of(draft: Draft, people: People) -> tuple[MentionActor, ...]:
    """Actors and targets from the words that report the event, the key word first; the claimant last."""
    found: list[tuple[ActorSpan, Identity]] = []
    hits = sorted(draft.hits, key=lambda h: (h is not draft.key, h.start))
    for hit in hits[:_HITS]:
        roles = {span.role for span, _ in found}
        if {"actor", "target"} <= roles:
            break
        for span, identity in find_actors(hit.token, people.facts.parsed[hit.sentence], people.book):
            # a second sentence only fills a role that the first left open
            if span.role in roles or any(s.start < span.end and span.start < s.end for s, _ in found):
                continue
            found.append((span, identity))
    rows = [
        MentionActor(
            role=span.role, name=span.name, canonical_name=identity.canonical_name, country=identity.country,
            sector=identity.sector, start=span.start, end=span.end,
        )
        for span, identity in sorted(found, key=lambda pair: pair[0].start)
    ][:MAX_ACTORS]  # fmt: skip
    key = draft.key
    claim = people.claimant(key.sentence, key.start, key.end, sides_of(draft, rows))
    said = any(a.role == "actor" and claim.start is not None and a.start <= claim.start < a.end for a in rows)
    if claim.name is not None and claim.start is not None and claim.end is not None and not said:
        rows.append(
            MentionActor(
                role="claimant", name=claim.name, canonical_name=claim.canonical_name, country=claim.country,
                sector=claim.sector, start=claim.start, end=claim.end,
            )
        )  # fmt: skip
    for span, identity in found:
        draft.notes[f"{span.role} {span.name}"] = f"{span.rule}; {identity.rule}"
    return tuple(rows)


def sides_of(draft: Draft, actors: list[MentionActor]) -> Sides:
    """Whose officials are own (of where it happened, of those hit) and whose the enemy's (of who did it)."""
    enemy = frozenset(a.country for a in actors if a.role == "actor" and a.country)
    own = frozenset(a.country for a in actors if a.role == "target" and a.country)
    own |= frozenset(p.country for p in draft.places if p.country)
    sectors = frozenset(a.sector for a in actors if a.role == "target" and a.sector)
    return Sides(
        own_countries=own - enemy if own - enemy else own, enemy_countries=enemy - (own - enemy), own_sectors=sectors
    )
