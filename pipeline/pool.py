"""Worker processes for work that can hang, crash or grow: one bad item costs that item only.

Each worker is a fresh interpreter that imports the function it is to run and nothing of the program that started it
(`multiprocessing` would import its main module again: with Prefect that is seconds and 150 MB a worker). It is asked
over one socket, one item at a time, and lives long: the first call costs imports and lists, the next ones do not.

No worker outlives its parent: a watching thread ends it as soon as the parent's end of the socket closes, however the
parent died, and an alarm of the kernel ends it where native code never lets that thread run. PR_SET_PDEATHSIG is not
used: it fires when the *thread* that started the worker ends, and pools are started from the threads of task runners.

POSIX only (Linux, macOS).
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from types import TracebackType
from typing import Any, Generic, Literal, Self, TypeVar

from pipeline.errors import DatelineError

Item = TypeVar("Item")
Result = TypeVar("Result")

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from pipeline.pool import _serve; _serve(int(sys.argv[1]))"
)
_READY, _DONE, _RAISED = "ready", "done", "raised"
_GRACE = 5.0
"""Seconds between the parent's time limit and the kernel's alarm: the parent is to be the one that notices."""


class PoolError(DatelineError):
    """Workers cannot be started at all (a broken installation, no memory): the cause is in the message."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that gave no result. It stands in the place where its result would have stood."""

    item: Item
    reason: Literal["worker_died", "worker_timeout", "internal"]
    detail: str


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    task: int | None = None
    deadline: float = 0.0
    ready: bool = False


class WorkerPool(Generic[Item, Result]):
    """A context manager that keeps `workers` processes running `function(item)`.

    `function` and `initializer` are module-level functions (or `functools.partial` of them); items and results are
    picklable. `timeout` is seconds for one item. A worker is replaced after `max_tasks` items, or once it holds more
    than `max_growth` bytes above what it held after its tenth item. Not thread-safe: one thread drives one pool.
    """

    def __init__(
        self,
        function: Callable[[Item], Result],
        initializer: Callable[[], object] | None = None,
        *,
        workers: int = 0,
        timeout: float = 30.0,
        start_timeout: float = 180.0,
        max_tasks: int = 5000,
        max_growth: int = 400_000_000,
        look_ahead: int = 8,
    ) -> None:
        for callable_ in (function, initializer):
            if getattr(callable_, "__module__", "") == "__main__":
                raise PoolError("a worker cannot import a function of the main program", hint="put it into a module")
        self._job = pickle.dumps((function, initializer, timeout, max_tasks, max_growth))
        self._count = workers or _cores()
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._window = self._count * max(1, look_ahead)
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._open = False

    def __enter__(self) -> Self:
        """Start every worker; they warm up side by side while the caller goes on."""
        self._open = True
        try:
            self._fill()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker at once; nothing that a worker holds is worth waiting for."""
        self._open = False
        for worker in self._workers:
            _end(worker)
        self._workers.clear()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run now."""
        return tuple(worker.process.pid for worker in self._workers)

    def map(self, items: Iterable[Item]) -> Iterator[Result | Lost[Item]]:
        """Results in the order of `items`, which is read no further ahead than `look_ahead` items a worker.

        An item whose worker died is tried once more in a fresh one (the machine may have killed it for want of
        memory); an item that ran out of time is not. An exception of `function` is `Lost` with reason "internal".
        Raises PoolError when workers cannot start.
        """
        if not self._open:
            raise PoolError("the pool is closed", hint="use it inside its with block")
        source = iter(items)
        waiting: deque[int] = deque()
        held: dict[int, Item] = {}
        finished: dict[int, Result | Lost[Item]] = {}
        tries: dict[int, int] = {}
        taken = given = 0
        exhausted = False
        try:
            while True:
                while not exhausted and taken - given < self._window:
                    try:
                        held[taken] = next(source)
                    except StopIteration:
                        exhausted = True
                        break
                    waiting.append(taken)
                    taken += 1
                if exhausted and given == taken:
                    return
                self._hand_out(waiting, held, tries)
                if given not in finished:
                    self._collect(waiting, held, finished, tries)
                while given in finished:
                    self._hand_out(waiting, held, tries)
                    del held[given]
                    tries.pop(given, None)
                    outcome = finished.pop(given)
                    given += 1
                    yield outcome
        finally:
            for worker in list(self._workers):  # the caller stopped early: what still runs belongs to nobody
                if worker.task is not None:
                    self._drop(worker)
            if self._open:
                self._fill()

    # --- one step -----------------------------------------------------------------------------------

    def _hand_out(self, waiting: deque[int], held: dict[int, Item], tries: dict[int, int]) -> None:
        self._fill()
        for worker in list(self._workers):
            if not waiting:
                return
            if not worker.ready or worker.task is not None:
                continue
            task = waiting.popleft()
            worker.task = task
            tries[task] = tries.get(task, 0) + 1
            worker.deadline = time.monotonic() + self._timeout
            with contextlib.suppress(OSError):  # it died meanwhile; its closed socket tells in _collect
                worker.connection.send_bytes(pickle.dumps(held[task], protocol=pickle.HIGHEST_PROTOCOL))

    def _collect(
        self,
        waiting: deque[int],
        held: dict[int, Item],
        finished: dict[int, Result | Lost[Item]],
        tries: dict[int, int],
    ) -> None:
        """Wait until at least one worker has said something, died or run out of time."""
        busy = [worker for worker in self._workers if worker.task is not None or not worker.ready]
        now = time.monotonic()
        nearest = min(worker.deadline for worker in busy)
        heard = set(map(id, wait([worker.connection for worker in busy], max(0.0, nearest - now))))
        for worker in busy:
            if id(worker.connection) in heard:
                self._hear(worker, waiting, held, finished, tries)
        now = time.monotonic()
        for worker in busy:
            if worker not in self._workers or id(worker.connection) in heard or now < worker.deadline:
                continue
            if not worker.ready:
                self._start_failed(worker, f"a worker was not ready after {self._start_timeout:g} seconds")
            elif worker.task is not None and not worker.connection.poll():
                task = worker.task
                self._drop(worker)
                finished[task] = Lost(held[task], "worker_timeout", f"gave no result within {self._timeout:g} seconds")

    def _hear(
        self,
        worker: _Worker,
        waiting: deque[int],
        held: dict[int, Item],
        finished: dict[int, Result | Lost[Item]],
        tries: dict[int, int],
    ) -> None:
        try:
            kind, value, stays = pickle.loads(worker.connection.recv_bytes())  # noqa: S301 - our own worker wrote it
        except (EOFError, OSError):
            task, code = worker.task, _exit_code(worker)
            if not worker.ready:
                self._start_failed(worker, f"a worker ended while it started ({code})")
                return
            self._drop(worker)
            if task is None:
                return
            if tries[task] < 2:
                waiting.appendleft(task)
            else:
                finished[task] = Lost(held[task], "worker_died", f"its worker died twice ({code})")
            return
        if kind == _READY:
            worker.ready = True
            self._failed_starts = 0
            return
        task = worker.task
        if task is None or not worker.ready:
            self._start_failed(worker, str(value))
            return
        assert task is not None
        finished[task] = Lost(held[task], "internal", str(value)) if kind == _RAISED else value
        worker.task = None
        if not stays:
            self._drop(worker)

    def _start_failed(self, worker: _Worker, detail: str) -> None:
        self._drop(worker)
        self._failed_starts += 1
        if self._failed_starts > self._count + 1:
            raise PoolError(f"worker processes cannot start: {detail}", hint="run the installation again")

    def _fill(self) -> None:
        while len(self._workers) < self._count:
            self._workers.append(self._start())

    def _start(self) -> _Worker:
        ours, theirs = Pipe(duplex=True)
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own constant
                [sys.executable, "-c", _BOOT, str(theirs.fileno()), json.dumps(sys.path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        except OSError as error:
            ours.close()
            raise PoolError(f"a worker process cannot be started ({error})", hint="free memory or processes") from error
        finally:
            theirs.close()
        with contextlib.suppress(OSError):
            ours.send_bytes(self._job)
        return _Worker(process, ours, deadline=time.monotonic() + self._start_timeout)

    def _drop(self, worker: _Worker) -> None:
        _end(worker)
        self._workers.remove(worker)


def _end(worker: _Worker) -> None:
    worker.connection.close()
    with contextlib.suppress(ProcessLookupError):
        worker.process.kill()
    worker.process.wait()


def _exit_code(worker: _Worker) -> str:
    try:
        code = worker.process.wait(1.0)
    except subprocess.TimeoutExpired:
        return "closed its socket"
    if code < 0:
        return signal.Signals(-code).name if -code in signal.valid_signals() else f"signal {-code}"
    return f"exit code {code}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# --- in the worker ---------------------------------------------------------------------------------


def _serve(handle: int) -> None:
    """The life of a worker: read the job, warm up, then answer one item after the other until the socket closes."""
    os.set_inheritable(handle, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it closes the socket
    connection = Connection(handle)
    threading.Thread(target=_leave_with_parent, args=(handle,), daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        _answer(connection)
    os._exit(0)


def _leave_with_parent(handle: int) -> None:
    """End this process when the other end of the socket closes, also in the middle of an item."""
    poll = select.poll()
    poll.register(handle, select.POLLHUP | getattr(select, "POLLRDHUP", 0))
    while True:
        for _, event in poll.poll():
            if event & (select.POLLHUP | select.POLLERR | select.POLLNVAL | getattr(select, "POLLRDHUP", 0)):
                os._exit(0)


def _answer(connection: Connection) -> None:
    try:
        function, initializer, timeout, max_tasks, max_growth = pickle.loads(connection.recv_bytes())  # noqa: S301
        if initializer is not None:
            initializer()
    except EOFError:
        raise
    except BaseException as error:
        _send(connection, (_RAISED, _describe(error), False))
        return
    _send(connection, (_READY, None, True))
    base = 0
    done = 0
    while True:
        item = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own parent wrote it
        done += 1
        signal.setitimer(signal.ITIMER_REAL, timeout + _GRACE)  # SIGALRM ends the process, whoever holds the GIL
        try:
            kind, value = _DONE, function(item)
        except Exception as error:
            kind, value = _RAISED, _describe(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        held = _resident()
        if done == 10:
            base = held
        stays = done < max_tasks and (done <= 10 or held - base <= max_growth)
        _send(connection, (kind, value, stays))
        if not stays:
            return


def _send(connection: Connection, message: tuple[str, Any, bool]) -> None:
    try:
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        data = pickle.dumps((_RAISED, f"the result cannot be sent: {_describe(error)}", message[2]))
    connection.send_bytes(data)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _resident() -> int:
    """Bytes this process holds in memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read once an item, a Path object is waste
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
