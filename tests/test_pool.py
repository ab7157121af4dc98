"""Worker processes: what one bad item costs, and what is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from pipeline.pool import Lost, PoolError, WorkerPool

# Workers import their function by name, so it has to stand in a module of its own; theirs is written to a folder.
JOBS = """
import os, signal, threading, time

WARMED = []


def warm():
    WARMED.append(os.getpid())


def fail_to_warm():
    raise RuntimeError("no model here")


def warm_and_note(path):
    WARMED.append(os.getpid())
    with open(path, "a") as file:
        print(os.getpid(), os.getppid(), file=file)


def warm_with_a_thread(path):
    warm_and_note(path)
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def work(item):
    kind, value = item
    assert len(WARMED) == 1
    if kind == "square":
        return value * value
    if kind == "pid":
        return os.getpid()
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "exit":
        os._exit(3)
    if kind == "hang":
        time.sleep(600)
    if kind == "raise":
        raise ValueError("not this one")
    if kind == "unpicklable":
        return lambda: None
    if kind == "once":
        if not os.path.exists(value):
            open(value, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return "second time"
    if kind == "grow":
        WORK.append(bytearray(value))
        return os.getpid()


WORK = []
"""


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "pool_jobs.py").write_text(JOBS)
    sys.path.insert(0, str(folder))
    import pool_jobs

    yield pool_jobs
    sys.path.remove(str(folder))
    del sys.modules["pool_jobs"]


def gone(pid: int) -> bool:
    """Whether a process ends within half a minute (a zombie has ended)."""
    for _ in range(300):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_results_come_in_order_and_only_a_little_is_read_ahead(jobs: object) -> None:
    read: list[int] = []

    def source() -> Iterator[tuple[str, int]]:
        for k in range(200):
            read.append(k)
            yield ("square", k)

    with WorkerPool(jobs.work, jobs.warm, workers=2, look_ahead=4) as pool:
        for k, result in enumerate(pool.map(source())):
            assert result == k * k
            assert len(read) <= k + 1 + 8 + 1


def test_each_bad_item_costs_itself(jobs: object) -> None:
    items = [
        ("square", 2),
        ("die", 0),
        ("square", 3),
        ("hang", 0),
        ("raise", 0),
        ("exit", 0),
        ("unpicklable", 0),
        ("square", 4),
    ]
    with WorkerPool(jobs.work, jobs.warm, workers=2, timeout=3) as pool:
        results = list(pool.map(items))
        again = list(pool.map([("square", 5)]))
    reasons = [result.reason if isinstance(result, Lost) else result for result in results]
    assert reasons == [4, "worker_died", 9, "worker_timeout", "internal", "worker_died", "internal", 16]
    assert [result.item for result in results if isinstance(result, Lost)] == [items[k] for k in (1, 3, 4, 5, 6)]
    assert "SIGKILL" in results[1].detail
    assert "ValueError: not this one" in results[4].detail
    assert again == [25]


def test_an_item_whose_worker_was_killed_is_tried_once_more(jobs: object, tmp_path: Path) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=1) as pool:
        assert list(pool.map([("once", str(tmp_path / "mark"))])) == ["second time"]


def test_a_worker_is_replaced_after_its_share_of_items(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=1, max_tasks=3) as pool:
        pids = list(pool.map([("pid", 0)] * 9))
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]


def test_a_worker_is_replaced_when_it_has_grown(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=1, max_growth=50_000_000) as pool:
        list(pool.map([("pid", 0)] * 10))
        pids = list(pool.map([("grow", 30_000_000)] * 4))
    assert len(set(pids)) > 1


def test_workers_live_from_one_call_to_the_next_and_end_with_the_pool(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=2) as pool:
        first = set(pool.map([("pid", 0)] * 20))
        assert set(pool.map([("pid", 0)] * 20)) | first <= set(pool.pids)
        pids = pool.pids
    assert all(gone(pid) for pid in pids)


def test_a_caller_that_stops_early_leaves_a_usable_pool(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=2) as pool:
        stream = pool.map([("square", k) for k in range(50)])
        assert next(stream) == 0
        stream.close()
        assert list(pool.map([("square", 7)])) == [49]


def test_a_pool_that_is_stopped_ends_what_another_thread_reads(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=2) as pool, ThreadPoolExecutor(1) as thread:
        begun = Event()
        reading = thread.submit(lambda: [begun.set() for _ in pool.map(("square", k) for k in count())])
        assert begun.wait(60)
        pool.stop()
        with pytest.raises(PoolError, match="stopped"):
            reading.result(60)


def test_no_items_give_no_results(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.warm, workers=1) as pool:
        assert list(pool.map([])) == []


def test_workers_that_cannot_start_raise_with_the_cause(jobs: object) -> None:
    with WorkerPool(jobs.work, jobs.fail_to_warm, workers=2) as pool, pytest.raises(PoolError, match="no model here"):
        list(pool.map([("square", 1)]))


linux_only = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="workers are forked on Linux only")


@linux_only
def test_workers_warm_up_once_for_all_and_for_those_that_replace_them(jobs: object, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with WorkerPool(jobs.work, partial(jobs.warm_and_note, str(notes)), workers=2, max_tasks=3) as pool:
        assert list(pool.map([("square", 3)] * 12)) == [9] * 12
        (result,) = pool.map([("die", 0)])
    assert isinstance(result, Lost)
    assert len(notes.read_text().splitlines()) == 1


@linux_only
def test_a_template_with_threads_is_not_forked(jobs: object, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with WorkerPool(jobs.work, partial(jobs.warm_with_a_thread, str(notes)), workers=2) as pool:
        pids = set(pool.map([("pid", 0)] * 12))
        warmed = {int(line.split()[0]) for line in notes.read_text().splitlines()}
    assert pids <= warmed


@linux_only
def test_a_template_that_is_killed_is_replaced(jobs: object, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with WorkerPool(jobs.work, partial(jobs.warm_and_note, str(notes)), workers=2, max_tasks=2) as pool:
        assert list(pool.map([("square", 3)] * 6)) == [9] * 6
        os.kill(int(notes.read_text().split()[0]), signal.SIGKILL)
        assert list(pool.map([("square", 3)] * 20)) == [9] * 20


PARENT = """
import sys
sys.path[:0] = {path!r}
import pool_jobs
from pipeline.pool import WorkerPool

with WorkerPool(pool_jobs.work, pool_jobs.warm, workers=2, timeout=120) as pool:
    stream = pool.map([("square", 1), ("hang", 0), ("hang", 0)])
    next(stream)
    print(*pool.pids, flush=True)
    list(stream)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(how: signal.Signals, jobs: object) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(path=list(sys.path))],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    os.kill(parent.pid, how)
    parent.wait()
    assert all(gone(pid) for pid in pids)
    parent.stdout.close()
