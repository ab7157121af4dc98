"""Readers always find a whole snapshot: through loads, failed checks and a full disk."""

from __future__ import annotations

import errno
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.errors import CheckError, HomeError
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse, publish, published_counts, run_sql

AT = datetime(2024, 3, 5, 12, tzinfo=UTC)

READER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from pipeline.warehouse import run_sql
    snapshot, stop = Path(sys.argv[1]), Path(sys.argv[2])
    reads = 0
    while not stop.exists():
        frame = run_sql(snapshot, "SELECT count(*) AS n, count(DISTINCT message) AS kinds FROM runs").frame
        assert frame["kinds"][0] <= 1, frame
        reads += 1
        if reads == 3:
            print("reading", flush=True)
    print(reads)
    """
)


def write_runs(settings: Settings, number: int) -> None:
    """Replace all rows of a table by rows that bear the same number: a torn read would show two of them."""
    with open_warehouse(settings, "test") as warehouse:
        for row in range(5):
            warehouse.save_run(
                f"run{row}", "test", window=None, started_at=AT, finished_at=None, state="completed", versions={}, counts={},
                message=str(number),
            )  # fmt: skip


def test_readers_in_another_process_never_fail_nor_see_half_a_load(settings: Settings, tmp_path: Path) -> None:
    write_runs(settings, 0)
    publish(settings, run_id="r0", at=AT)
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(settings.snapshot), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for number in range(1, 8):
        write_runs(settings, number)
        publish(settings, run_id=f"r{number}", at=AT)
    stop.touch()
    output, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert int(output) >= 3


def test_who_has_the_old_snapshot_open_keeps_it(settings: Settings) -> None:
    import duckdb

    write_runs(settings, 1)
    publish(settings, run_id="r1", at=AT)
    with duckdb.connect(str(settings.snapshot), read_only=True) as old:
        write_runs(settings, 2)
        publish(settings, run_id="r2", at=AT)
        assert old.execute("SELECT DISTINCT message FROM runs").fetchall() == [("1",)]
    assert run_sql(settings.snapshot, "SELECT DISTINCT message FROM runs").frame["message"].to_list() == ["2"]


def test_failed_check_keeps_the_old_snapshot(settings: Settings) -> None:
    publish(settings, run_id="r1", at=AT)
    before = settings.snapshot.stat().st_ino
    with open_warehouse(settings, "test") as warehouse:
        warehouse.connection.execute("INSERT INTO windows VALUES (?, true, NULL)", [date(2024, 3, 5)])
    with pytest.raises(CheckError, match="no_dirty_window"):
        publish(settings, run_id="r2", at=AT)
    assert settings.snapshot.stat().st_ino == before
    assert list(settings.home.glob(".*.new*")) == []


def test_full_disk_keeps_the_old_snapshot_and_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, run_id="r1", at=AT)
    before = settings.snapshot.read_bytes()

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", no_space)
    with pytest.raises(HomeError, match="full"):
        publish(settings, run_id="r2", at=AT)
    assert settings.snapshot.read_bytes() == before
    assert list(settings.home.glob(".*.new*")) == []


def test_left_over_of_a_killed_publish_is_swept(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / ".dateline.duckdb.4711.new").write_bytes(b"half")
    publish(settings, run_id="r1", at=AT)
    assert list(settings.home.glob(".*.new*")) == []
    assert published_counts(settings.snapshot)["runs"] == 0
