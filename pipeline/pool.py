"""Worker processes for work that can hang, crash or grow: one bad item costs that item only.

Workers come from a template: a fresh interpreter that imports the function it is to run and nothing of the program
that started it (`multiprocessing` would import its main module again: with Prefect that is seconds and 150 MB a
worker), warms up once and is forked for each worker. Where it cannot be forked safely (another system than Linux, a
library with threads of its own) each worker is such an interpreter itself. Either way it is asked over one socket, one
item at a time, and lives long. What runs inside is in `pipeline.worker`.

POSIX only (Linux, macOS).
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.reduction import send_handle
from types import TracebackType
from typing import Generic, Literal, Protocol, Self, TypeVar

from pipeline.errors import DatelineError
from pipeline.worker import RAISED, READY, Job

Item = TypeVar("Item")
Result = TypeVar("Result")

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); import pipeline.worker; "
    "getattr(pipeline.worker, sys.argv[3])(int(sys.argv[1]))"
)


class PoolError(DatelineError):
    """Workers cannot be started at all (a broken installation, no memory): the cause is in the message."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that gave no result. It stands in the place where its result would have stood."""

    item: Item
    reason: Literal["worker_died", "worker_timeout", "internal"]
    detail: str


class _Process(Protocol):
    """A process that can be ended and asked how it ended."""

    pid: int

    def kill(self) -> None: ...

    def code(self) -> int | None:
        """Exit code, minus the signal's number where one ended it; None where it runs on or nobody can tell."""


@dataclass(slots=True)
class _Worker:
    process: _Process
    connection: Connection
    task: int | None = None
    deadline: float = 0.0
    ready: bool = False


class WorkerPool(Generic[Item, Result]):
    """A context manager that keeps `workers` processes running `function(item)`.

    `function` and `initializer` are module-level functions (or `functools.partial` of them); items and results are
    picklable. `timeout` is seconds for one item. A worker is replaced after `max_tasks` items, or once it holds more
    than `max_growth` bytes above what it held after its tenth item. One thread drives one pool; only
    `stop` may be called from another one.
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
        self._job = pickle.dumps(Job(function, initializer, timeout, start_timeout, max_tasks, max_growth))
        self._count = workers or _cores()
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._window = self._count * max(1, look_ahead)
        self._workers: list[_Worker] = []
        self._template: _Worker | None = None
        self._forks = _can_fork()
        self._failed_starts = 0
        self._open = self._stopped = False

    def __enter__(self) -> Self:
        """Start warming up; the caller goes on meanwhile."""
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
        if self._template is not None:
            _end(self._template)
            self._template = None

    def stop(self) -> None:
        """Have `map`, which another thread may be going through, end with a PoolError after the item under way."""
        self._stopped = True

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
                if self._stopped:
                    raise PoolError("the pool was stopped", hint="make another one")
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
        if self._template is not None and not self._template.ready:
            busy.append(self._template)
        now = time.monotonic()
        nearest = min(worker.deadline for worker in busy)
        heard = set(map(id, wait([worker.connection for worker in busy], max(0.0, nearest - now))))
        for worker in busy:
            if id(worker.connection) in heard:
                self._hear(worker, waiting, held, finished, tries)
        now = time.monotonic()
        for worker in busy:
            if id(worker.connection) in heard or now < worker.deadline:
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
            task, code = worker.task, _how_it_ended(worker)
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
        if kind == READY:
            worker.ready = True
            self._failed_starts = 0
            if worker is self._template and value != 1:
                self._drop(worker)
                self._forks = False  # from here on each worker warms up by itself
            return
        task = worker.task
        if task is None or not worker.ready:
            self._start_failed(worker, str(value))
            return
        assert task is not None
        finished[task] = Lost(held[task], "internal", str(value)) if kind == RAISED else value
        worker.task = None
        if not stays:
            self._drop(worker)

    def _start_failed(self, worker: _Worker, detail: str) -> None:
        self._drop(worker)
        self._failed_starts += 1
        if self._failed_starts > self._count + 1:
            raise PoolError(f"worker processes cannot start: {detail}", hint="free memory and disk, or install again")

    def _fill(self) -> None:
        while len(self._workers) < self._count:
            if not self._forks:
                self._workers.append(self._interpreter("serve"))
            elif self._template is None:
                self._template = self._interpreter("breed")
                return
            elif not self._template.ready:
                return
            else:
                worker = self._forked(self._template)
                if worker is None:
                    self._start_failed(self._template, "the template of the workers died")
                else:
                    self._workers.append(worker)

    def _interpreter(self, life: Literal["serve", "breed"]) -> _Worker:
        ours, theirs = Pipe(duplex=True)
        single = {name: os.environ.get(name, "1") for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own constant
                [sys.executable, "-c", _BOOT, str(theirs.fileno()), json.dumps(sys.path), life],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | single,
            )
        except OSError as error:
            ours.close()
            raise PoolError(f"a worker process cannot be started ({error})", hint="free memory or processes") from error
        finally:
            theirs.close()
        with contextlib.suppress(OSError):
            ours.send_bytes(self._job)
        return _Worker(_Spawned(process), ours, deadline=time.monotonic() + self._start_timeout)

    def _forked(self, template: _Worker) -> _Worker | None:
        """A worker from the template; None where the template is gone."""
        ours, theirs = Pipe(duplex=True)
        try:
            template.connection.send_bytes(b"fork")
            send_handle(template.connection, theirs.fileno(), template.process.pid)
            answer = template.connection.recv_bytes()
        except (EOFError, OSError):
            ours.close()
            return None
        finally:
            theirs.close()
        if not answer.isdigit():
            ours.close()
            raise PoolError(f"a worker cannot be forked ({answer.decode()})", hint="free memory or processes")
        try:
            process = _Forked(int(answer), template.connection)
        except OSError:
            ours.close()
            return None
        return _Worker(process, ours, deadline=time.monotonic() + self._start_timeout)

    def _drop(self, worker: _Worker) -> None:
        _end(worker)
        if worker is self._template:
            self._template = None
        else:
            self._workers.remove(worker)


class _Spawned:
    """A child of ours."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def code(self) -> int | None:
        try:
            return self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            return None


class _Forked:
    """A child of the template, which alone can wait for it. The handle is the process itself, not a number that the
    system may give to another one."""

    def __init__(self, pid: int, template: Connection) -> None:
        self.pid = pid
        self._template = template
        self._code: int | None = None
        self._handle = os.pidfd_open(pid)  # even dead it is there: the template waits for nobody unasked

    def kill(self) -> None:
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def code(self) -> int | None:
        if self._handle < 0:
            return self._code
        try:
            self._template.send_bytes(b"reap %d" % self.pid)
            answer = self._template.recv_bytes()
        except (EOFError, OSError):
            self._forget(None)  # the template is gone, and with it the knowledge
            return None
        if answer:
            self._forget(int(answer))
        return self._code

    def _forget(self, code: int | None) -> None:
        self._code = code
        os.close(self._handle)
        self._handle = -1


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.code()


def _how_it_ended(worker: _Worker) -> str:
    code = worker.process.code()
    if code is None:
        return "closed its socket"
    if code < 0:
        return signal.Signals(-code).name if -code in signal.valid_signals() else f"signal {-code}"
    return f"exit code {code}"


def _can_fork() -> bool:
    """Whether this system names processes by handles, which forked workers are ended by; elsewhere forks are unsafe."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
