"""Alerts as one message of plain text. Nothing in it is markup, a command or a call to everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.alerts.plan import Alert
from pipeline.wording import headline, one_line, web_address

MOST = 25  # events written out in one message
_BREAK = "\u200b"  # has no width


def disarmed(text: str) -> str:
    """`@everyone`, `<!channel>` and the like call nobody: a mark of no width stands in them."""
    return re.sub(r"@(?=\w)", "@" + _BREAK, re.sub(r"<(?=[!@#])", "<" + _BREAK, text))


def title_of(alerts: Sequence[Alert]) -> str:
    """`strikes in Ukraine: armed clash, Djibo, BFA (killed: 14)`, or how many there are."""
    rule = one_line(alerts[0].rule.name, 80)
    if len(alerts) == 1:
        again = " (changed)" if alerts[0].changed else ""
        return disarmed(f"{rule}: {headline(alerts[0].event)}{again}")
    return disarmed(f"{rule}: {len(alerts)} events")


def body_of(alerts: Sequence[Alert]) -> str:
    """Each event with its day, what changed, the quoted passage, who reports it, a link and its id."""
    parts = [_entry(alert.event, alert.changed) for alert in alerts[:MOST]]
    if len(alerts) > MOST:
        parts.append(f"and {len(alerts) - MOST} more: dateline alerts list")
    return "\n\n".join(parts)


def _entry(event: Mapping[str, Any], changed: str | None) -> str:
    day = event.get("event_date_start")
    lines = [disarmed(headline(event)) + (f", {day:%Y-%m-%d}" if day else "")]
    if changed:
        lines.append(disarmed(f"Changed: {one_line(changed)}"))
    if event.get("evidence"):
        lines.append(disarmed(f"\u201c{one_line(event['evidence'], 400)}\u201d"))
    if event.get("publishers"):
        lines.append(disarmed("Reported by " + one_line(", ".join(event["publishers"]), 200)))
    if url := web_address(event.get("url")):
        lines.append(url)
    lines.append(f"dateline event {event['event_id'][:10]}")
    return "\n".join(lines)
