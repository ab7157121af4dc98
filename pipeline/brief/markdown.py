"""A brief as markdown for mail and chat: the same order, short, every text from outside escaped."""

from __future__ import annotations

import re

from pipeline.brief.model import Brief, EventItem, Report
from pipeline.brief.words import GROUP_NAMES, count, number, short

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~>=^$])")
_START = re.compile(r"^(\s*)([-+.]|\d+[.)])")
MOST = 10
_CHANGES = 12


def escape(text: str) -> str:
    """Text of others inside a line of markdown: no markup, no tag, no link and no call of a person of its own."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;")
    line = _START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))
    # chat programs turn these into links and calls by themselves: a word joiner keeps the text and stops them
    return line.replace("://", ":\u2060//").replace("@", "@\u2060").replace("www.", "www\u2060.")


def _link(url: str | None, text: str) -> str:
    if url is None:
        return escape(text)
    safe = url.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D").replace("|", "%7C")
    return f"[{escape(text)}](<{safe}>)"


def _figures(item: EventItem) -> str:
    return ", ".join(f"{f.value} {f.name}" + (" (rival figures)" if f.disputed else "") for f in item.figures[:4])


def _quoted(report: Report) -> list[str]:
    who = f", according to {escape(report.claimants)}" if report.claimants else ""
    return [f"> {escape(short(report.quote, 300))}", f"> — {_link(report.url, report.source)}, {report.at}{who}"]


def markdown(brief: Brief) -> str:
    """The brief in short: its weightiest events, what changed, who was read."""
    totals = brief.totals
    lines = [f"# Dateline brief: {brief.title}", "", f"{brief.subtitle}."]
    lines += [f"**{escape(note)}**" for note in brief.notes]
    if totals["events"]:
        killed = number(totals["killed_best"])
        if totals["killed_low"] != totals["killed_high"]:
            killed += f" ({number(totals['killed_low'])} to {number(totals['killed_high'])})"
        lines.append(
            f"New: {count(totals['new_events'], 'event')}; killed as reported: {killed}; "
            f"injured: {number(totals['injured_best'])}."
        )
    lines += ["", "## What happened", ""]
    if not brief.lead:
        lines.append("No event in this time.")
    for item in brief.lead[:MOST]:
        state = "new" if item.new else "figures changed" if item.revised else "told again"
        figures = _figures(item)
        lines.append(f"### {escape(item.headline)}")
        about = (GROUP_NAMES[item.group], item.when, state, count(item.sources, "source"), figures)
        lines.append("; ".join(part for part in about if part))
        if item.quote is not None:
            lines += ["", *_quoted(item.quote)]
        lines.append("")
    rest = totals["events"] - min(len(brief.lead), MOST)
    if rest > 0:
        lines += [f"And {count(rest, 'more event')}.", ""]
    lines += ["## What changed", ""]
    for change in brief.revisions[:_CHANGES]:
        before, after = change.before or "not stated", change.after or "no longer stated"
        lines.append(f"- {escape(change.headline)}: {change.name} {before} → **{after}**")
    if len(brief.revisions) > _CHANGES:
        lines.append(f"- and {count(len(brief.revisions) - _CHANGES, 'more figure')}")
    for denial in brief.denials[:_CHANGES]:
        place = f", {escape(denial.where)}" if denial.where else ""
        said = escape(short(denial.report.quote, 200))
        lines.append(
            f"- denied: {escape(denial.what)}{place}: “{said}” ({_link(denial.report.url, denial.report.source)})"
        )
    for merger in (brief.mergers or ())[:_CHANGES]:
        lines.append(f"- {escape(merger.headline)}: {merger.change} ({escape(merger.why)})")
    if not (brief.revisions or brief.denials or brief.mergers):
        lines.append("Nothing.")
    ill = [feed for feed in brief.feeds if feed.state]
    lines += ["", "## Feeds", "", f"{count(len(brief.feeds), 'feed')}, {len(ill)} in trouble."]
    lines += [f"- {escape(feed.feed)}: {escape(feed.state)}" for feed in ill[:_CHANGES]]
    lines += ["", "Figures are what reports say, not checked on the ground. Times are UTC."]
    return "\n".join(lines) + "\n"
