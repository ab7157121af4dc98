"""Alerts go out over real HTTP on loopback, once, and again when it failed; never to a private address unasked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from reading_support import NOON, publish_at, put_article, put_event

from flows.alerts import alert_run, sender
from flows.cli.alerts import list_alerts
from flows.cli.alerts import test_channels as try_channels
from flows.clock import fixed_clock
from flows.context import RunContext, new_run
from pipeline.errors import DatelineError
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse


class Hook:
    """A server that takes webhooks and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 200
        self.location: str | None = None
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.taken.append(json.loads(body))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"json://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


def prepared(settings: Settings, hook: Hook, **more: Any) -> Settings:
    alerts = {
        "channels": {"desk": hook.url},
        "rules": [{"name": "many dead", "killed": 10}],
        "allow_networks": ["127.0.0.0/8"],
    } | more
    return load_settings(settings.home, alerts=alerts)


def run_at(settings: Settings, hours: float, **more: Any) -> RunContext:
    run = new_run("nightly", settings, fixed_clock(NOON + timedelta(hours=hours)))
    alert_run(run, **more)
    return run


def told(settings: Settings) -> list[dict[str, Any]]:
    with open_warehouse(settings, "test") as warehouse:
        return warehouse.told_alerts()


def test_once_then_again_on_a_change(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook)
    put_event(settings, "a", killed=14)
    put_event(settings, "b", killed=3)
    publish_at(settings, NOON)
    assert run_at(settings, 1).counts["alerts: sent"] == 1
    (message,) = hook.taken
    assert message["title"] == "many dead: armed clash, Djibo, BFA (killed: 14)"
    assert "dateline event a000000000" in message["message"]

    assert "alerts: sent" not in run_at(settings, 2).counts
    put_event(settings, "a", killed=15)
    publish_at(settings, NOON + timedelta(hours=3))
    assert "alerts: sent" not in run_at(settings, 3).counts
    put_event(settings, "a", killed=19)
    publish_at(settings, NOON + timedelta(hours=4))
    assert run_at(settings, 4).counts["alerts: sent"] == 1
    assert "killed: 14, now 19" in hook.taken[-1]["message"]
    assert len(hook.taken) == 2


def test_hostile_reports_arrive_as_text(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook)
    put_event(settings, "a", killed=14, place_name="<b>Djibo</b>\r\nX-Header: 1")
    put_article(
        settings,
        "a",
        title="=cmd()",
        evidence="<script>alert(1)</script> @everyone",
        source="a\u202eb",
        url="javascript:x",
    )
    with open_warehouse(settings, "test") as warehouse:
        warehouse.connection.execute("UPDATE articles SET body = '<script>alert(1)</script> @everyone'")
    publish_at(settings, NOON)
    assert run_at(settings, 1).counts["alerts: sent"] == 1
    message = hook.taken[0]["message"]
    assert "<script>alert(1)</script>" in message  # JSON holds it as it is; nothing renders it
    assert "@everyone" not in message
    assert "javascript:" not in message
    assert "\n" not in hook.taken[0]["title"]


def test_a_failed_delivery_is_noted_and_tried_again(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook)
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    hook.status = 500
    run = run_at(settings, 1)
    assert run.counts["alerts: failed"] == 1
    assert "not delivered to desk" in run.notes[0]
    hook.status = 200
    run = run_at(settings, 2, only_waiting=True)
    assert run.counts["alerts: sent"] == 1
    assert [(row["state"], row["tries"]) for row in told(settings)] == [("sent", 0)]
    assert len(hook.taken) == 1


def test_one_channel_that_fails_does_not_keep_the_other(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook, channels={"broken": "json://127.0.0.1:9/none", "desk": hook.url})
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    run = run_at(settings, 1)
    assert (run.counts["alerts: sent"], run.counts["alerts: failed"]) == (1, 1)


def test_quiet_hours_hold_all_but_urgent_rules(settings: Settings, hook: Hook) -> None:
    rules = [{"name": "many dead", "killed": 10}, {"name": "very many", "killed": 14, "urgent": True}]
    settings = prepared(settings, hook, rules=rules, quiet_from="12:00", quiet_to="20:00")
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    run = run_at(settings, 1)
    assert (run.counts["alerts: sent"], run.counts["alerts: waiting"]) == (1, 1)
    assert [message["title"].split(":")[0] for message in hook.taken] == ["very many"]
    assert run_at(settings, 9, only_waiting=True).counts["alerts: sent"] == 1
    assert [message["title"].split(":")[0] for message in hook.taken] == ["very many", "many dead"]


def test_private_addresses_are_refused_unless_allowed(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook, allow_networks=[])
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    run = run_at(settings, 1)
    assert run.counts["alerts: failed"] == 1
    assert hook.taken == []
    for host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "169.254.169.254"):
        why = sender(settings.alerts)(f"json://{host}:{hook.server.server_port}/", "t", "b")
        assert why, host
    assert hook.taken == []


def test_a_redirect_does_not_lead_to_a_private_address(settings: Settings, hook: Hook) -> None:
    second = Hook()
    try:
        settings = prepared(settings, hook, allow_networks=["127.0.0.1/32"])
        hook.status, hook.location = 307, f"http://127.0.0.2:{second.server.server_port}/"
        assert sender(settings.alerts)(hook.url, "t", "b")
        assert second.taken == []
    finally:
        second.server.shutdown()
        second.server.server_close()


def test_a_broken_ledger_or_snapshot_does_not_end_the_run(settings: Settings, hook: Hook) -> None:
    run = run_at(prepared(settings, hook), 1)  # nothing is published
    assert "alerts were not sent" in run.notes[0]


def test_no_rules_touch_nothing(settings: Settings) -> None:
    run = run_at(settings, 1)
    assert not run.notes
    assert not settings.home.exists()


def test_a_merged_event_is_not_told_again(settings: Settings, hook: Hook) -> None:
    settings = prepared(settings, hook)
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    run_at(settings, 1)
    with open_warehouse(settings, "test") as warehouse:
        warehouse.connection.execute("DELETE FROM events")
        warehouse.connection.execute(
            "INSERT INTO event_lineage BY NAME SELECT rpad('a', 24, '0') AS event_id, rpad('c', 24, '0') AS successor_id, "
            "'merged' AS change, 1 AS mentions, $at AS \"at\", '' AS why, '' AS run_id",
            {"at": NOON},
        )
    put_event(settings, "c", killed=14)
    publish_at(settings, NOON + timedelta(hours=2))
    assert "alerts: sent" not in run_at(settings, 2).counts
    assert len(hook.taken) == 1


def test_commands(
    settings: Settings, hook: Hook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = prepared(settings, hook, channels={"desk": "env:DESK", "other": "nonsense"})
    put_event(settings, "a", killed=14)
    publish_at(settings, NOON)
    with pytest.raises(DatelineError, match="2 of 2 channels"):
        try_channels(settings, [])
    assert "wants the variable DESK" in capsys.readouterr().out
    monkeypatch.setenv("DESK", hook.url)
    try_channels(settings, ["desk"])
    assert hook.taken[0]["title"] == "Dateline: a test"
    with pytest.raises(DatelineError, match="no channel 'x'"):
        try_channels(settings, ["x"])
    capsys.readouterr()
    list_alerts(settings, NOON, as_json=True)
    listed = json.loads(capsys.readouterr().out)
    assert listed["rules"] == [{"rule": "many dead", "channels": ["desk", "other"], "matching_now": 1}]
    assert hook.url not in json.dumps(listed)
