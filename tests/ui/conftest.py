"""A snapshot with hostile news, and its pages as a client sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from news_world import HOSTILE, Told, write_world
from starlette.testclient import TestClient

from flows.ui.app import build_app

TOKEN = "a-token-of-this-test"
STRIKE = Told(
    "strike",
    before="It rained \U0001f327 in Sumy. ",
    evidence="A strike killed 19 people, the mayor said.",
    figure="19",
    killed=((0, 12, 12, None), (3, 19, 19, 19)),
    air=(42, 31),
)
VICIOUS = Told(
    "vicious", place=HOSTILE, title=HOSTILE, source=HOSTILE, url="javascript:alert(1)", actor=HOSTILE, sub=HOSTILE[:60],
    before=HOSTILE, evidence="3 died. " + HOSTILE, hours=2,
)  # fmt: skip
PLANNED = Told("planned", place="Kyiv", modality="planned", hours=4)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("ui") / "dateline.duckdb", [STRIKE, VICIOUS, PLANNED])


@pytest.fixture(scope="module")
def client(snapshot: Path) -> Iterator[TestClient]:
    with TestClient(build_app(snapshot, token=TOKEN, port=8000), base_url="http://127.0.0.1:8000") as found:
        found.cookies.set("dateline-8000", TOKEN)
        yield found
