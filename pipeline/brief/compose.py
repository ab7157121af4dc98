"""From the answers of sql/brief to a brief: order, wording, who says what. No markup, no clock, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pipeline.brief import words
from pipeline.brief.model import (
    AirNight,
    Brief,
    BriefFrames,
    Claim,
    Denial,
    EventItem,
    FeedLine,
    Figure,
    Merger,
    Report,
    Revision,
    SourceLine,
    Window,
)
from pipeline.brief.rank import rank

LEAD = 12
"""Events that are told in full."""
TABLE = 1500
"""Rows of the table; what is beyond stays in the database, and the brief says so."""
_CLAIMS = 6
_REPORTS = 8
_FEEDS = 25
_SOURCES = 20
_BECAME = {"merged": "merged into another event", "split": "split", "gone": "withdrawn"}
_ATTRIBUTION = {
    "own_official": "an official of the side that was hit",
    "enemy_official": "an official of the other side",
    "media": "media",
    "witness": "witnesses",
}


def ranked(
    frames_events: Sequence[Mapping[str, Any]], revised: set[str], start: datetime
) -> list[tuple[float, str, str]]:
    """(score, event_id, why) of rows of events, the weightiest first."""
    scored = []
    for row in frames_events:
        found = rank(row, start=start, revised=row["event_id"] in revised)
        scored.append((found.score, row["event_id"], found.why))
    return sorted(scored, key=lambda item: (-item[0], item[1]))


def lead_ids(
    events: Sequence[Mapping[str, Any]], revised: Sequence[Mapping[str, Any]], window: Window, most: int = LEAD
) -> list[str]:
    """The events that are told in full: their reports and figures are asked for next."""
    changed = {row["event_id"] for row in revised}
    return [event_id for _, event_id, _ in ranked(events, changed, window.start)[:most]]


def compose(frames: BriefFrames, window: Window) -> Brief:
    """The brief of a window."""
    rows = {row["event_id"]: row for row in frames.events.to_dicts()}
    changed = {row["event_id"] for row in frames.revised.to_dicts()}
    order = ranked(list(rows.values()), changed, window.start)
    reports = _reports(frames, window)
    claims = _claims(frames)
    lead: list[EventItem] = []
    listed: list[EventItem] = []
    for place, (score, event_id, why) in enumerate(order):
        in_full = place < LEAD
        item = event_item(
            rows[event_id],
            window,
            score=score,
            why=why,
            revised=event_id in changed,
            reports=reports.get(event_id, ()) if in_full else (),
            claims=claims.get(event_id, {}) if in_full else {},
        )
        if in_full:
            lead.append(item)
        if len(listed) < TABLE:
            listed.append(item)
    totals = {key: int(value or 0) for key, value in frames.totals.to_dicts()[0].items()}
    coverage = frames.coverage.to_dicts()
    totals["articles"] = sum(row["articles"] for row in coverage)
    totals["sources"] = len(coverage)
    published: datetime | None = frames.published["published_at"][0]
    return Brief(
        window=window,
        title=words.window_words(window.start, window.end),
        subtitle=_subtitle(window, totals),
        notes=_notes(window, frames, totals),
        published=words.moment(published) if published else "",
        totals=totals,
        lead=tuple(lead),
        events=tuple(listed),
        left_out=totals["events"] - len(listed),
        revisions=tuple(map(_revision, frames.revised.to_dicts())),
        mergers=None if frames.merged is None else tuple(map(_merger, frames.merged.to_dicts())),
        denials=_denials(frames),
        daily=_daily(frames),
        air=tuple(_air(row) for row in frames.air.to_dicts()),
        sources=tuple(_source(row) for row in coverage[:_SOURCES]),
        verdicts=tuple((row["verdict"], row["pages"]) for row in frames.verdicts.to_dicts()),
        feeds=tuple(_feed(row) for row in frames.feeds.to_dicts()),
        failures=tuple(
            (f"{r['stage']}: {r['reason'].replace('_', ' ')}", r["items"]) for r in frames.failures.to_dicts()
        ),
        not_english=sum(row["not_english"] for row in coverage),
        mapped=tuple(item for item in listed if item.lat is not None and item.lon is not None),
    )


def event_item(
    row: Mapping[str, Any],
    window: Window,
    *,
    score: float = 0.0,
    why: str = "",
    revised: bool = False,
    reports: Sequence[Report] = (),
    claims: Mapping[tuple[str, str], Sequence[Claim]] | None = None,
) -> EventItem:
    """One row of events, worded."""
    what = words.what(row["event_type"], row["sub_event_type"])
    place = words.where(row["place_name"], row["country"], row["place_precision"])
    group = words.group_of(row["event_type"])
    doers = () if group == "disaster" else row["actor_names"]
    actors, targets = words.names(doers, 2), words.names(row["target_names"], 2)
    figures = tuple(_figure(f, claims or {}) for f in _sorted_figures(row["figures"]))
    first: datetime = row["first_reported_at"]
    day: date = row["event_date_start"] or row["event_date_end"] or first.astimezone(UTC).date()
    return EventItem(
        event_id=row["event_id"],
        anchor="e" + row["event_id"][:12],
        group=group,
        what=what,
        where=place,
        country=row["country"],
        headline=headline(what, place, actors, targets),
        when=words.when(row["event_date_start"], row["event_date_end"], row["date_precision"], first),
        sort_day=day.isoformat(),
        modality=row["modality"],
        new=first >= window.start,
        revised=revised,
        score=score,
        why=why,
        actors=words.names(doers),
        targets=words.names(row["target_names"]),
        weapons=words.names([w.replace("_", " ") for w in row["weapon"]]),
        figures=figures,
        disputed=row["disputed"],
        mentions=row["mentions"],
        articles=row["articles"],
        sources=row["sources"],
        confidence=row["confidence"],
        first_reported=first,
        lat=row["lat"],
        lon=row["lon"],
        precision=row["place_precision"],
        quote=_best_quote(figures, reports),
        reports=tuple(reports[:_REPORTS]),
    )


def headline(what: str, where: str, actors: str, targets: str) -> str:
    """A heading out of the fields, never out of a publisher's title: kind, place, and who where no place is known."""
    if where:
        return f"{what} in {where}"
    who = " – ".join(name for name in (actors, targets) if name)
    return f"{what}: {words.short(who, 90)}" if who else f"{what}, place not stated"


def _sorted_figures(figures: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    return sorted(figures or (), key=lambda f: words.figure_order(f["kind"], f["unit"]))


def _figure(raw: Mapping[str, Any], claims: Mapping[tuple[str, str], Sequence[Claim]]) -> Figure:
    return Figure(
        kind=raw["kind"],
        unit=raw["unit"],
        name=words.figure_name(raw["kind"], raw["unit"]),
        value=words.span(raw["low"], raw["best"], raw["high"]),
        low=raw["low"],
        best=raw["best"],
        high=raw["high"],
        disputed=bool(raw["disputed"]),
        sources=raw["sources"],
        claims=tuple(claims.get((raw["kind"], raw["unit"]), ()))[:_CLAIMS],
    )


def report_of(row: Mapping[str, Any], window: Window | None = None) -> Report:
    """One row of sql/brief/reports.sql or denied.sql."""
    return Report(
        mention_id=row["mention_id"],
        article_id=row.get("article_id", ""),
        source=words.short(row["source"], 80),
        title=words.short(row["title"], 200),
        url=words.web_link(row["url"]),
        at=words.moment(row["reported_at"], day_only=row["day_only"]),
        quote=words.short(row["evidence"], 600),
        claimants=words.short(row["claimants"], 120),
        copy=bool(row.get("copy")),
        in_window=window is None or window.start <= row["reported_at"] < window.end,
        confidence=row["confidence"],
    )


def _reports(frames: BriefFrames, window: Window) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for row in frames.reports.to_dicts():
        key = (row["article_id"], row["evidence"])
        if key not in seen:
            seen.add(key)
            found[row["event_id"]].append(report_of(row, window))
    return found


def claim_of(row: Mapping[str, Any]) -> Claim:
    """One row of sql/brief/figures.sql."""
    who = words.short(row["attributed_to"], 100) or _ATTRIBUTION.get(row["attribution_kind"], "")
    return Claim(
        text=words.short(row["text"], 80),
        value=words.span(row["low"], row["best"], row["high"]),
        who=who,
        source=words.short(row["source"], 80),
        url=words.web_link(row["url"]),
        at=words.moment(row["reported_at"], day_only=row["day_only"]),
    )


def _claims(frames: BriefFrames) -> dict[str, dict[tuple[str, str], list[Claim]]]:
    """Whole figures only, the newest first, each publisher's value once."""
    found: dict[str, dict[tuple[str, str], list[Claim]]] = defaultdict(lambda: defaultdict(list))
    seen: set[tuple[str, str, str, str, str]] = set()
    for row in reversed(frames.figures.to_dicts()):
        claim = claim_of(row)
        key = (row["event_id"], row["kind"], row["unit"], claim.source, claim.value)
        if row["subset_of"] is None and key not in seen:
            seen.add(key)
            found[row["event_id"]][row["kind"], row["unit"]].append(claim)
    return found


def _best_quote(figures: Sequence[Figure], reports: Sequence[Report]) -> Report | None:
    """The passage that gives the first figure as it stands, else the surest one; no copy where there is another."""
    if not reports:
        return None
    told = (
        {(claim.source, claim.at) for claim in figures[0].claims if claim.value == figures[0].value}
        if figures
        else set()
    )
    return min(
        reports, key=lambda r: (r.copy, not r.in_window, (r.source, r.at) not in told, -r.confidence, r.mention_id)
    )


def _subtitle(window: Window, totals: Mapping[str, int]) -> str:
    told = words.count(totals["events"], "event")
    read = f"{words.count(totals['articles'], 'article')} of {words.count(totals['sources'], 'source')}"
    only = f" in {', '.join(words.country(code) for code in window.countries)}" if window.countries else ""
    return f"{told}{only}, read in {read}"


def _notes(window: Window, frames: BriefFrames, totals: Mapping[str, int]) -> tuple[str, ...]:
    notes = []
    if window.as_of is not None:
        notes.append(f"As it was known on {words.moment(window.as_of)}: later reports and corrections are left out.")
    last: date | None = frames.published["last_day"][0]
    if not totals["articles"]:
        held = f" The snapshot holds days up to {words.day(last)}." if last else " The snapshot holds no article yet."
        notes.append("No article was published in this time as far as the feeds show." + held)
    elif not totals["events"]:
        notes.append("Nothing that these articles report was read as an event.")
    return tuple(notes)


def _direction(row: Mapping[str, Any]) -> str:
    def size(*values: int | None) -> int | None:
        return next((n for n in values if n is not None), None)

    before = size(row["best_then"], row["low_then"], row["high_then"])
    after = size(row["best"], row["low"], row["high"])
    if before is None:
        return "new"
    if after is None:
        return "gone"
    return "up" if after > before else "down" if after < before else "other"


def _headline_of(row: Mapping[str, Any]) -> str:
    return headline(
        words.what(row["event_type"], row["sub_event_type"]),
        words.where(row["place_name"], row["country"], row["place_precision"]),
        words.names(row["actor_names"], 2),
        words.names(row["target_names"], 2),
    )


def _revision(row: Mapping[str, Any]) -> Revision:
    return Revision(
        event_id=row["event_id"],
        headline=_headline_of(row),
        name=words.figure_name(row["kind"], row["unit"]),
        before=words.span(row["low_then"], row["best_then"], row["high_then"]),
        after=words.span(row["low"], row["best"], row["high"]),
        direction=_direction(row),
        disputed=bool(row["figure_disputed"]),
    )


def _merger(row: Mapping[str, Any]) -> Merger:
    return Merger(
        event_id=row["event_id"],
        successor_id=row["successor_id"],
        headline=headline(words.what(row["event_type"], None), words.where(row["place_name"], row["country"]), "", ""),
        change=_BECAME.get(row["change"], row["change"]),
        why=words.short(row["why"], 160),
    )


def _denials(frames: BriefFrames) -> tuple[Denial, ...]:
    """Each passage once, however many sites print it."""
    once = {(row["event_type"], row["evidence"]): row for row in reversed(frames.denied.to_dicts())}
    return tuple(map(_denial, reversed(once.values())))


def _denial(row: Mapping[str, Any]) -> Denial:
    return Denial(
        what=words.what(row["event_type"], row["sub_event_type"]),
        where=words.where(row["place_name"], row["country"], row["place_precision"]),
        report=report_of(row),
        stands=row["stands"],
    )


def _daily(frames: BriefFrames) -> tuple[tuple[date, words.Group, int], ...]:
    found: dict[tuple[date, words.Group], int] = defaultdict(int)
    for day, event_type, n in frames.daily.iter_rows():
        found[day, words.group_of(event_type)] += n
    return tuple((day, group, n) for (day, group), n in sorted(found.items()))


def _air(row: Mapping[str, Any]) -> AirNight:
    return AirNight(
        night=row["night"],
        where=words.country(row["country"]) or "country not stated",
        unit=row["unit"],
        launched=row["launched"],
        intercepted=row["intercepted"],
        event_id=row["event_id"],
    )


def _source(row: Mapping[str, Any]) -> SourceLine:
    return SourceLine(
        source=words.short(row["source"], 80),
        country=words.country(row["country"]),
        articles=row["articles"],
        copies=row["copies"],
        with_events=row["with_events"],
        mentions=row["mentions"],
    )


def _feed(row: Mapping[str, Any]) -> FeedLine:
    trouble = ""
    if not row["active"]:
        trouble = f"not asked any more: {row['retired_reason'] or 'switched off'}"
    elif row["failed"]:
        trouble = str(row["last_reason"] or row["last_outcome"] or "failed").replace("_", " ")
    elif row["failures_in_a_row"]:
        trouble = f"failed {row['failures_in_a_row']} times in a row"
    return FeedLine(
        feed=words.short(row["feed"], 80),
        url=words.web_link(row["url"]),
        polls=row["polls"],
        failed=row["failed"],
        new_entries=row["new_entries"],
        state=words.short(trouble, 120),
    )
