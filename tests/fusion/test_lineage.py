from __future__ import annotations

import pytest

from pipeline.fusion import fuse, successions

CASES = [
    ("nothing changed", {"a": "1", "b": "2"}, {"a": "1", "b": "2", "c": "1"}, []),
    ("merged", {"a": "1", "b": "2"}, {"a": "1", "b": "1"}, [("2", "1", "merged", 1)]),
    ("merged under a new name", {"a": "1", "b": "2"}, {"a": "0", "b": "0"}, [("1", "0", "merged", 1), ("2", "0", "merged", 1)]),
    ("split", {"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "3", "c": "3"}, [("1", "3", "split", 2)]),
    ("an earlier founder", {"a": "1", "b": "1"}, {"a": "0", "b": "0", "z": "0"}, [("1", "0", "renamed", 2)]),
    ("gone", {"a": "1"}, {}, [("1", None, "gone", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_became_of_a_name(before, after, expected):
    found = [(s.event_id, s.successor_id, s.change, s.mentions) for s in successions(before, after)]
    assert found == expected


def test_a_report_that_joins_two_events_is_told(say):
    one = say("West", killed=12)
    two = say("Arland", killed=12, source="courier", text="Rescue teams left for the province", weapon=())
    before = fuse([one]).membership | fuse([two]).membership
    after = fuse([one, two]).membership
    changes = [s.change for s in successions(before, after)]
    assert changes in ([], ["merged"])
    assert bool(changes) == (len(set(after.values())) == 1)
