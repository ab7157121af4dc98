"""Rules match what they say, each event is told once, and again only when something that matters changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.alerts import alerts_frame, body_of, change, delivered, is_quiet, matches, plan, refused, title_of
from pipeline.alerts.plan import MOST_TRIES, Alert
from pipeline.alerts.rules import distance_km
from pipeline.errors import SettingsError
from pipeline.settings import AlertRule, AlertSettings, load_settings

NOW = datetime(2024, 3, 6, 12, tzinfo=UTC)


def event(**given: Any) -> dict[str, Any]:
    """A row of sql/alerts/candidates.sql."""
    return {
        "event_id": "a" * 24,
        "event_type": "ASSAULT",
        "sub_event_type": "armed clash",
        "modality": "occurred",
        "event_date_start": date(2024, 3, 4),
        "place_name": "Djibo",
        "admin1": "Sahel",
        "country": "BFA",
        "lat": 14.1,
        "lon": -1.63,
        "actor_names": ["gunmen"],
        "target_names": ["army convoy"],
        "disputed": False,
        "sources": 2,
        "confidence": 0.8,
        "killed_n": 14,
        "injured_n": 20,
        "killed": "14",
        "injured": "20",
        "killed_before": 12,
        "seen_before": True,
        "url": "https://sahel.example/a",
        "evidence": "Gunmen ambushed an army convoy.",
        "publishers": ["Sahel Crossing"],
        "texts": "Ambush near Djibo. Gunmen ambushed an army convoy.",
    } | given


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, True),
        ({"countries": ["BFA", "MLI"]}, True),
        ({"countries": ["UKR"]}, False),
        ({"types": ["ASSAULT"]}, True),
        ({"types": ["armed clash"]}, True),
        ({"types": ["PROTEST"]}, False),
        ({"actors": ["Gunm"]}, True),
        ({"actors": ["CONVOY"]}, True),
        ({"actors": ["police"]}, False),
        ({"place": "djibo"}, True),
        ({"place": "sahel"}, True),
        ({"place": "Kyiv"}, False),
        ({"lat": 14.0, "lon": -1.6, "km": 20}, True),
        ({"lat": 13.0, "lon": -1.6, "km": 20}, False),
        ({"killed": 14}, True),
        ({"killed": 15}, False),
        ({"injured": 21}, False),
        ({"sources": 2}, True),
        ({"sources": 3}, False),
        ({"confidence": 0.9}, False),
        ({"keywords": ["kidnapping", "CONVOY ambush"]}, True),
        ({"keywords": ["amb"]}, False),
        ({"keywords": ["(a+)+$"]}, False),
        ({"toll_jump": 2}, True),
        ({"toll_jump": 3}, False),
        ({"modalities": ["threatened"]}, False),
        ({"countries": ["BFA"], "killed": 20}, False),
    ],
    ids=str,
)
def test_conditions(rule: dict[str, Any], expected: bool) -> None:
    assert matches(AlertRule(name="r", **rule), event()) is expected


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"killed_n": None}, {"killed": 1}),
        ({"lat": None, "lon": None}, {"lat": 14, "lon": -1, "km": 5000}),
        ({"place_name": None, "admin1": None}, {"place": "Djibo"}),
        ({"actor_names": None, "target_names": None}, {"actors": ["gunmen"]}),
        ({"texts": None}, {"keywords": ["a"]}),
        ({"seen_before": False, "killed_before": None}, {"toll_jump": 1}),
    ],
    ids=str,
)
def test_what_nobody_says_meets_no_condition(values: dict[str, Any], rule: dict[str, Any]) -> None:
    assert not matches(AlertRule(name="r", **rule), event(**values))


def test_distance_is_that_of_the_macro() -> None:
    assert distance_km(50.45, 30.52, 46.48, 30.73) == pytest.approx(441.7, abs=0.5)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, None),
        ({"killed_n": 15}, None),  # less than a tenth
        ({"killed_n": 16}, "killed: 14, now 16"),
        ({"killed_n": 9}, "killed: 14, now 9"),
        ({"injured_n": None}, "injured: 20, now nobody said"),
        ({"modality": "denied"}, "was occurred, is denied"),
        ({"disputed": True}, "rival figures stand"),
        ({"sources": 9, "place_name": "Arbinda"}, None),
    ],
    ids=str,
)
def test_material_changes(values: dict[str, Any], expected: str | None) -> None:
    was = {"modality": "occurred", "killed": 14, "injured": 20, "disputed": False}
    assert change(was, event(**values)) == expected


def settings(**given: Any) -> AlertSettings:
    return AlertSettings.model_validate(
        {"channels": {"desk": "json://127.0.0.1"}, "rules": [{"name": "r", "killed": 10}]} | given
    )


def noted(alerts: list[Alert]) -> list[dict[str, Any]]:
    return alerts_frame([alert.row("h") for alert in alerts]).to_dicts()


def test_told_once_and_again_on_a_change_only() -> None:
    (first,) = plan(settings(), [event(), event(event_id="b", killed_n=3)], [], NOW)
    told = noted([delivered(first, NOW)])
    assert plan(settings(), [event()], told, NOW) == []
    (again,) = plan(settings(), [event(killed_n=20)], told, NOW)
    assert again.changed == "killed: 14, now 20"
    (denied,) = plan(settings(), [event(modality="denied", killed_n=None)], told, NOW)
    assert "is denied" in (denied.changed or "")


def test_what_failed_is_due_again_until_it_is_given_up() -> None:
    (alert,) = plan(settings(), [event()], [], NOW)
    for tries in range(1, MOST_TRIES + 1):
        told = noted([refused(alert, "no answer")])
        assert told[0]["tries"] == tries
        due = plan(settings(), [event()], told, NOW)
        if tries == MOST_TRIES:
            assert (told[0]["state"], due) == ("given_up", [])
        else:
            (alert,) = due
    assert plan(settings(), [event(killed_n=40)], told, NOW)[0].tries == 0


def test_a_change_that_could_not_be_told_stays_one() -> None:
    (first,) = plan(settings(), [event()], [], NOW)
    told = noted([delivered(first, NOW)])
    (again,) = plan(settings(), [event(killed_n=20)], told, NOW)
    (later,) = plan(settings(), [event(killed_n=20)], noted([refused(again, "no answer")]), NOW + timedelta(hours=1))
    assert later.changed == "killed: 14, now 20"
    assert later.told_at == NOW


@pytest.mark.parametrize(
    ("hours", "zone", "at", "expected"),
    [
        (("", ""), "UTC", "03:00", False),
        (("22:00", "07:00"), "UTC", "03:00", True),
        (("22:00", "07:00"), "UTC", "22:00", True),
        (("22:00", "07:00"), "UTC", "07:00", False),
        (("22:00", "07:00"), "Europe/Kyiv", "20:30", True),  # 22:30 there
        (("12:00", "13:00"), "UTC", "12:30", True),
        (("12:00", "13:00"), "UTC", "11:59", False),
    ],
    ids=str,
)
def test_quiet_hours(hours: tuple[str, str], zone: str, at: str, expected: bool) -> None:
    given = settings(quiet_from=hours[0], quiet_to=hours[1], time_zone=zone)
    assert is_quiet(given, datetime.fromisoformat(f"2024-03-06T{at}+00:00")) is expected


def test_messages_call_nobody_and_carry_no_markup_of_their_own() -> None:
    hostile = "<script>alert(1)</script> @everyone <!channel> a\u202eb\nSubject: x\x07"
    (alert,) = plan(
        settings(),
        [event(place_name=hostile, evidence=hostile, publishers=[hostile], url="javascript:alert(1)")],
        [],
        NOW,
    )
    title, body = title_of([alert]), body_of([alert])
    for text in (title, body):
        assert "@everyone" not in text
        assert "<!channel" not in text
        assert "\u202e" not in text
        assert "\x07" not in text
    assert "\n" not in title
    assert "javascript:" not in body
    assert not any(line.startswith("Subject:") for line in body.splitlines())


def test_many_events_make_one_message() -> None:
    alerts = plan(settings(), [event(event_id=f"{n:024}") for n in range(40)], [], NOW)
    assert title_of(alerts) == "r: 40 events"
    assert body_of(alerts).endswith("and 15 more: dateline alerts list")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[[alerts.rules]]\nname = "a"\nchannels = ["desk"]', "not in alerts.channels"),
        ('[[alerts.rules]]\nname = "a"\n[[alerts.rules]]\nname = "a"', "one name"),
        ('[[alerts.rules]]\nname = "a"\nlat = 1.0', "go together"),
        ('[[alerts.rules]]\nname = "a"\ncolour = 1', "colour"),
        ('[alerts]\nquiet_from = "22:00"', "go together"),
        ('[alerts]\nquiet_from = "25:00"\nquiet_to = "07:00"', "quiet_from"),
        ('[alerts]\ntime_zone = "Mars/Base"', "no time zone"),
        ('[alerts]\nallow_networks = ["x"]', "allow_networks"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Any, toml: str, message: str) -> None:
    (tmp_path / "dateline.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings(tmp_path)
