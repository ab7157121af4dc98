"""Alerts after a load: what the rules find goes out through Apprise, and what was told is noted.

Delivery never fails a run: what could not be sent is tried again by the next one and stands in the run's notes.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flows.context import RunContext
from pipeline.alerts import Alert, alerts_frame, body_of, delivered, held, plan, refused, title_of
from pipeline.errors import FetchError, SettingsError
from pipeline.fetch.guard import check_address
from pipeline.settings import AlertSettings, FetchSettings, Settings
from pipeline.warehouse import Reader, open_warehouse
from pipeline.wording import headline, one_line

Send = Callable[[str, str, str], str | None]
"""Channel address, title, body; why it was not delivered, or None."""


# --- sending ----------------------------------------------------------------------------------------

_guarded = threading.local()
_resolve = socket.getaddrinfo


def _checked(*arguments: Any, **named: Any) -> list[Any]:
    """socket.getaddrinfo, which in a thread that sends alerts gives only addresses that may be reached.

    Every connection of Apprise's libraries comes by here: each hop of a redirect, IP literals too.
    """
    found: list[Any] = _resolve(*arguments, **named)
    rules: FetchSettings | None = getattr(_guarded, "rules", None)
    if rules is not None:
        for entry in found:
            check_address(str(entry[4][0]), rules)
    return found


@contextmanager
def _only_allowed(settings: AlertSettings) -> Iterator[None]:
    """Within, this thread reaches public addresses and those of alerts.allow_networks, and no others."""
    socket.getaddrinfo = _checked  # stays: other threads pass through unchanged
    _guarded.rules = FetchSettings(allow_networks=settings.allow_networks)
    try:
        yield
    finally:
        _guarded.rules = None


def address_of(settings: AlertSettings, channel: str) -> str:
    """Where a channel leads. Raises SettingsError where the variable that holds it is not set."""
    value = settings.channels[channel]
    if value.startswith("env:"):
        name = value.removeprefix("env:")
        if not os.environ.get(name):
            raise SettingsError(f"channel {channel} wants the variable {name}", hint="set it where the run can see it")
        return os.environ[name]
    return value


def sender(settings: AlertSettings) -> Send:
    """Sends through Apprise: mail, webhooks and chats, by the scheme of the address."""

    def send(address: str, title: str, body: str) -> str | None:
        import apprise  # noqa: PLC0415 - comes with a hundred services; runs without rules need none of them

        service = apprise.Apprise.instantiate(
            address, asset=apprise.AppriseAsset(async_mode=False, app_id="Dateline", app_desc="Dateline alerts")
        )
        if service is None:
            return "the address is none that Apprise knows"
        capture: Any = apprise.LogCapture
        with capture(level=apprise.logging.WARNING) as log, _only_allowed(settings):
            try:
                sent = service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
            except FetchError as error:
                return f"{error.message}; alerts.allow_networks may allow its network"
            except Exception as error:
                return one_line(f"{type(error).__name__}: {error}", 200)
            said = log.getvalue()
        return None if sent else (one_line(said, 200) or "not delivered")

    return send


# --- planning and noting --------------------------------------------------------------------------


def candidates(settings: Settings, now: datetime) -> list[dict[str, Any]]:
    """Events that somebody reported lately, in the published snapshot."""
    since = now - timedelta(days=settings.alerts.max_age_days)
    with Reader(settings.snapshot) as reader:
        return reader.ask("alerts", "candidates", {"since": since.isoformat()}).to_dicts()


def due_alerts(settings: Settings, now: datetime) -> list[Alert]:
    """What is to be told now."""
    with open_warehouse(settings, "alerts") as warehouse:
        told = warehouse.told_alerts()
    return plan(settings.alerts, candidates(settings, now), told, now)


def deliver(settings: Settings, alerts: Sequence[Alert], clock: Callable[[], datetime], send: Send) -> list[Alert]:
    """Send one message for each rule and channel, note each at once, and give back how every alert ended."""
    ended: list[Alert] = []
    groups: dict[tuple[str, str], list[Alert]] = {}
    for alert in alerts:
        groups.setdefault((alert.rule.name, alert.channel), []).append(alert)
    for (_, channel), group in groups.items():
        now = clock()
        if held(settings.alerts, group[0], now):
            done = [replace(alert, state="waiting") for alert in group]
        else:
            try:
                failed = send(address_of(settings.alerts, channel), title_of(group), body_of(group))
            except SettingsError as error:
                failed = str(error)
            done = [refused(alert, failed) if failed else delivered(alert, now) for alert in group]
        with open_warehouse(settings, "alerts") as warehouse:
            warehouse.save_alerts(alerts_frame([alert.row(headline(alert.event)) for alert in done]))
        ended += done
    return ended


def alert_run(run: RunContext, *, only_waiting: bool = False, send: Send | None = None) -> None:
    """After publishing: tell what the rules find. A failure becomes a note of the run and never its end."""
    settings = run.settings
    if not settings.alerts.rules:
        return

    def step() -> list[Alert]:
        due = due_alerts(settings, run.clock())
        if only_waiting:
            due = [alert for alert in due if alert.was is not None and alert.was["state"] in ("waiting", "failed")]
        return deliver(settings, due, run.clock, send or sender(settings.alerts))

    try:
        ended = run.orchestrator.call("alerts", step)
    except Exception as error:
        words = " ".join(str(error).split())[:300]
        run.notes.append(f"alerts were not sent ({type(error).__name__}: {words}); the next run tries again")
        run.reporter.say(run.notes[-1])
        return
    for state in ("sent", "waiting", "failed", "given_up"):
        if number := sum(alert.state == state for alert in ended):
            run.counts[f"alerts: {state.replace('_', ' ')}"] += number
    for (rule, channel, reason), number in _failures(ended).items():
        run.notes.append(f"alerts: {number} of rule {rule!r} not delivered to {channel} ({reason})")
        run.reporter.say(run.notes[-1])


def send_waiting(run: RunContext) -> None:
    """Between nightly runs: what waited for the end of the quiet hours, or could not be delivered."""
    if run.settings.alerts.rules and run.settings.snapshot.is_file():
        alert_run(run, only_waiting=True)


def _failures(alerts: Sequence[Alert]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for alert in alerts:
        if alert.state in ("failed", "given_up"):
            key = (alert.rule.name, alert.channel, alert.reason or "")
            found[key] = found.get(key, 0) + 1
    return found
