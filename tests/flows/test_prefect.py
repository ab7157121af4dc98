"""Prefect for real: the embedded API gives the rows of a plain run, and a server with a worker runs the deployments."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests_support import LOOPBACK, content, demo_settings

from flows.demo_web.server import CLOCK, DemoWeb
from pipeline.settings import Settings
from pipeline.warehouse import run_sql

pytestmark = [pytest.mark.prefect, pytest.mark.model, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
    "PREFECT_CLI_PROMPT": "false",
}


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "DATELINE_"))}
    return kept | LOOPBACK | QUIET | {"DATELINE_NOW": CLOCK.isoformat(), "PYTHONPATH": str(ROOT)} | more


def test_embedded_api_gives_the_rows_of_a_plain_run(demo: Settings, web: DemoWeb, tmp_path: Path) -> None:
    settings = demo_settings(tmp_path / "home", web)
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--home", str(settings.home), "run"],
        env=environment(), capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "starting Prefect's embedded API" in done.stderr
    assert content(settings) == content(demo)
    with closing(sqlite3.connect(settings.home / "prefect" / "prefect.db")) as ledger:
        kinds = {row[0] for row in ledger.execute("SELECT type FROM artifact")}
        keys = {row[0] for row in ledger.execute("SELECT key FROM artifact")}
        names = {row[0] for row in ledger.execute("SELECT name FROM flow_run")}
        tasks = ledger.execute("SELECT count(*) FROM task_run").fetchone()[0]
    assert {"markdown", "table"} <= kinds
    assert "dateline-brief" in keys, "a link is kept as markdown"
    assert names == {"nightly of 2024-03-10"}
    assert 3 <= tasks <= 20, "a task is a batch, not an article"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A Prefect server of its own on loopback; the environment that reaches it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    variables = environment(PREFECT_HOME=str(home), PREFECT_API_URL=f"http://127.0.0.1:{port}/api")
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(
        [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env=variables,
        stdout=log,
        stderr=log,
    )
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                assert process.poll() is None, (home / "server.log").read_text(encoding="utf-8")[-2000:]
                time.sleep(1)
        else:
            pytest.fail("Prefect's server did not answer within ten minutes")
        yield variables
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def prefect(server: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [BIN / "prefect", *arguments], env=server, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_deployed_nightly_runs_in_a_worker(
    demo: Settings, web: DemoWeb, server: dict[str, str], tmp_path: Path
) -> None:
    settings = demo_settings(tmp_path / "home", web)
    prefect(server, "work-pool", "create", "dateline", "--type", "process")
    prefect(server, "--no-prompt", "deploy", "--all")
    listed = prefect(server, "deployment", "ls")
    for name in ("poll/poll", "nightly/nightly", "backfill/backfill"):
        assert name in listed
    schedules = prefect(server, "deployment", "schedule", "ls", "nightly/nightly")
    assert "30 2 * * *" in schedules
    log = (tmp_path / "worker.log").open("wb")
    worker = subprocess.Popen(
        [BIN / "prefect", "worker", "start", "--pool", "dateline"], env=server, cwd=tmp_path, stdout=log, stderr=log
    )
    try:
        prefect(
            server,
            "deployment",
            "run",
            "nightly/nightly",
            "--param",
            f"home={settings.home}",
            "--watch",
            "--watch-timeout",
            "900",
        )
    finally:
        worker.terminate()
        worker.wait(60)
        log.close()
    state = run_sql(settings.snapshot, "SELECT flow, state FROM runs").frame.rows()
    assert state == [("nightly", "completed")]
    assert content(settings) == content(demo)
