"""What is to be told now, to whom, and how each delivery is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import polars as pl

from pipeline.alerts.rules import change, is_quiet, matches
from pipeline.settings import AlertRule, AlertSettings

State = Literal["sent", "waiting", "failed", "given_up"]
MOST_TRIES = 12

SCHEMA: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "event_id": pl.String(),
    "channel": pl.String(),
    "state": pl.String(),
    "headline": pl.String(),
    "modality": pl.String(),
    "killed": pl.Int32(),
    "injured": pl.Int32(),
    "disputed": pl.Boolean(),
    "matched_at": pl.Datetime("us", "UTC"),
    "told_at": pl.Datetime("us", "UTC"),
    "tries": pl.Int32(),
    "reason": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One event for one channel by one rule. `changed` says what is other than what was told; None: it is new."""

    rule: AlertRule
    channel: str
    event: Mapping[str, Any]
    changed: str | None
    matched_at: datetime
    told_at: datetime | None
    tries: int
    state: State = "waiting"
    reason: str | None = None
    was: Mapping[str, Any] | None = None
    """The row of what was told last; None where nothing was."""

    def row(self, headline: str) -> dict[str, Any]:
        """As a row of the table alerts; what was not delivered keeps what was told last: the change stays one."""
        event = {"killed": self.event["killed_n"], "injured": self.event["injured_n"]} | {
            "modality": self.event["modality"],
            "disputed": bool(self.event["disputed"]),
        }
        known = self.was if self.state in ("waiting", "failed") and self.told_at and self.was else event
        return {
            "rule": self.rule.name,
            "event_id": self.event["event_id"],
            "channel": self.channel,
            "state": self.state,
            "headline": headline,
            **{name: known[name] for name in ("modality", "killed", "injured", "disputed")},
            "matched_at": self.matched_at,
            "told_at": self.told_at,
            "tries": self.tries,
            "reason": self.reason or self.changed,
        }


def plan(
    settings: AlertSettings, events: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]], now: datetime
) -> list[Alert]:
    """Alerts that are due, in the order of rules, channels and events; `held` says which of them must wait.

    An event that was told is told again only on a material change, also where it no longer meets the rule: whoever
    heard of it should hear that it is denied. What could not be delivered, or waited, is due with what is known by now.
    """
    noted = {(row["rule"], row["event_id"], row["channel"]): row for row in told}
    due = []
    for rule in settings.rules:
        for channel in rule.channels or tuple(settings.channels):
            for event in events:
                was = noted.get((rule.name, event["event_id"], channel))
                alert = _due(rule, channel, event, was, now)
                if alert is not None:
                    due.append(alert)
    return due


def held(settings: AlertSettings, alert: Alert, now: datetime) -> bool:
    """Must this one wait for the end of the quiet hours?"""
    return is_quiet(settings, now) and not alert.rule.urgent


def _due(
    rule: AlertRule, channel: str, event: Mapping[str, Any], was: Mapping[str, Any] | None, now: datetime
) -> Alert | None:
    if was is None:
        return Alert(rule, channel, event, None, now, None, 0) if matches(rule, event) else None
    told = was["told_at"] is not None or was["state"] == "given_up"
    changed = change(was, event) if told else None
    if told and changed is None:
        return None
    tries = was["tries"] if was["state"] in ("waiting", "failed") else 0
    return Alert(rule, channel, event, changed, was["matched_at"], was["told_at"], tries, was=was)


def delivered(alert: Alert, now: datetime) -> Alert:
    """The alert after a delivery that went well."""
    return replace(alert, state="sent", told_at=now, tries=0, reason=None)


def refused(alert: Alert, reason: str) -> Alert:
    """The alert after one that did not; after MOST_TRIES it is given up."""
    tries = alert.tries + 1
    return replace(alert, state="given_up" if tries >= MOST_TRIES else "failed", tries=tries, reason=reason)


def alerts_frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of `Alert.row` as a frame of the table alerts."""
    return pl.DataFrame([dict(row) for row in rows], schema=dict(SCHEMA), strict=True)
