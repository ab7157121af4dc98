"""`dateline alerts`: try the channels, and see what was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.alerts import address_of, candidates, sender
from flows.cli.common import out, show_frame, show_json
from pipeline.alerts import matches
from pipeline.errors import DatelineError, SettingsError, UsageError
from pipeline.settings import Settings
from pipeline.warehouse import Reader


def test_channels(settings: Settings, wanted: list[str]) -> None:
    """Send one message to each channel. Raises DatelineError where one of them did not take it."""
    channels = wanted or sorted(settings.alerts.channels)
    if not channels:
        raise UsageError(
            "no channels are set", hint=f"name them under [alerts.channels] in {settings.home / 'dateline.toml'}"
        )
    unknown = [channel for channel in channels if channel not in settings.alerts.channels]
    if unknown:
        raise UsageError(
            f"there is no channel {unknown[0]!r}", hint=f"known: {', '.join(sorted(settings.alerts.channels))}"
        )
    send = sender(settings.alerts)
    failed = 0
    for channel in channels:
        try:
            why = send(address_of(settings.alerts, channel), "Dateline: a test", "This channel works.")
        except SettingsError as error:
            why = str(error)
        failed += why is not None
        out.print(f"{channel}: {why or 'sent'}", markup=False, highlight=False)
    if failed:
        raise DatelineError(f"{failed} of {len(channels)} channels did not take the message", hint="see docs/alerts.md")


def list_alerts(settings: Settings, now: datetime, *, as_json: bool) -> None:
    """The rules with what matches them now, and what was told last."""
    events = candidates(settings, now)
    rules: list[dict[str, Any]] = [
        {
            "rule": rule.name,
            "channels": list(rule.channels or settings.alerts.channels),
            "matching_now": sum(matches(rule, event) for event in events),
        }
        for rule in settings.alerts.rules
    ]
    with Reader(settings.snapshot) as reader:
        told = reader.ask("alerts", "history") if reader.has_table("alerts") else None
    if as_json:
        show_json({"rules": rules, "told": [] if told is None else told.to_dicts()})
        return
    if not rules:
        out.print(f"no rules are set; see docs/alerts.md and {settings.home / 'dateline.toml'}", markup=False)
    for rule in rules:
        names = ", ".join(rule["channels"])
        out.print(f"{rule['rule']}: {rule['matching_now']} matching now, to {names}", markup=False, highlight=False)
    if told is not None:
        show_frame(told, title="told last, as of the published snapshot")
