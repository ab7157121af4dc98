"""What runs inside the worker processes of `pipeline.pool`: it imports the function that it is to run and little else.

A worker is asked over one socket, one item at a time. It either warms up by itself (`serve`) or is forked from a
template that has warmed up for all (`breed`): imports, word lists and models are then loaded once and their memory is
shared, and a worker that died or was replaced is back within milliseconds.

No worker outlives its parent: a watching thread ends it as soon as the parent's end of the socket closes, however the
parent died, and an alarm of the kernel ends it where native code never lets that thread run. PR_SET_PDEATHSIG is not
used: it fires when the *thread* that started the worker ends, and pools are started from the threads of task runners.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import select
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any, NamedTuple

READY, DONE, RAISED = "ready", "done", "raised"
GRACE = 5.0
"""Seconds between the parent's time limit and the kernel's alarm: the parent is to be the one that notices."""
_TRIM_AFTER = 8_000_000
"""Bytes of growth after which the C library is asked to give back what it holds free."""
_REAP_WAIT = 1.0
"""Seconds that a template waits for a worker that has closed its socket to end."""


class Job(NamedTuple):
    """What a worker is told first."""

    function: Callable[[Any], Any]
    initializer: Callable[[], object] | None
    timeout: float
    start_timeout: float
    max_tasks: int
    max_growth: int


def serve(handle: int) -> None:
    """The life of a worker by itself: read the job, warm up, answer item after item until the socket closes."""
    connection = _connect(handle)
    _watch(handle)
    with contextlib.suppress(EOFError, OSError):
        job = _warmed(connection)
        if job is not None:
            _answer(connection, job)
    os._exit(0)


def breed(handle: int) -> None:
    """The life of a template: read the job, warm up, say how many threads run, then fork a worker at each order.

    With more than one thread it must not fork (a lock that another thread holds would stay locked in the child): the
    parent sees the number and does without it. Orders are `fork`, followed by the worker's end of its socket, answered
    by its process id; and `reap PID`, answered by its wait status or nothing where it still runs.
    """
    connection = _connect(handle)
    with contextlib.suppress(EOFError, OSError, RuntimeError, ValueError):  # the last two: a parent cut off mid-order
        job = _warmed(connection)
        if job is not None:
            gc.collect()
            gc.freeze()  # a collection would write to every object and end the sharing of its memory
            gc.set_threshold(10_000)  # pages make few cycles: looking for them each 700 objects is a tenth of the time
            _send(connection, (READY, threads(), True))
            while True:
                order = connection.recv_bytes()
                if order == b"fork":
                    _fork(connection, job)
                else:
                    connection.send_bytes(_reap(int(order[5:])))
    os._exit(0)


def _connect(handle: int) -> Connection:
    os.set_inheritable(handle, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it closes the socket
    return Connection(handle)


def _watch(handle: int) -> None:
    threading.Thread(target=_leave_with_parent, args=(handle,), daemon=True).start()


def _leave_with_parent(handle: int) -> None:
    """End this process when the other end of the socket closes, also in the middle of an item."""
    poll = select.poll()
    poll.register(handle, select.POLLHUP | getattr(select, "POLLRDHUP", 0))
    while True:
        for _, event in poll.poll():
            if event & (select.POLLHUP | select.POLLERR | select.POLLNVAL | getattr(select, "POLLRDHUP", 0)):
                os._exit(0)


def _warmed(connection: Connection) -> Job | None:
    """The job, with its function imported and its initializer run; None where that failed and the parent was told."""
    try:
        job: Job = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own parent wrote it
        signal.setitimer(signal.ITIMER_REAL, job.start_timeout + GRACE)  # a template has no thread that watches
        if job.initializer is not None:
            job.initializer()
        signal.setitimer(signal.ITIMER_REAL, 0)
    except EOFError:
        raise
    except BaseException as error:
        _send(connection, (RAISED, _describe(error), False))
        return None
    return job


def _fork(connection: Connection, job: Job) -> None:
    handle = recv_handle(connection)
    try:
        pid = os.fork()
    except OSError as error:
        os.close(handle)
        connection.send_bytes(_describe(error).encode())
        return
    if pid:
        os.close(handle)
        connection.send_bytes(b"%d" % pid)
        return
    try:
        connection.close()
        _watch(handle)
        with contextlib.suppress(EOFError, OSError):
            _answer(_connect(handle), job)
    finally:
        os._exit(0)


def _reap(pid: int) -> bytes:
    deadline = time.monotonic() + _REAP_WAIT
    while True:
        with contextlib.suppress(ChildProcessError):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return b"%d" % os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            return b""
        time.sleep(0.002)


def _answer(connection: Connection, job: Job) -> None:
    _send(connection, (READY, None, True))
    base = trimmed = _resident()
    done = 0
    while True:
        item = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own parent wrote it
        done += 1
        signal.setitimer(signal.ITIMER_REAL, job.timeout + GRACE)  # SIGALRM ends the process, whoever holds the GIL
        try:
            kind, value = DONE, job.function(item)
        except Exception as error:
            kind, value = RAISED, _describe(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        del item
        held = _resident()
        if held - trimmed > _TRIM_AFTER:
            _give_back()
            held = trimmed = _resident()
        if done == 10:
            base = held
        stays = done < job.max_tasks and (done <= 10 or held - base <= job.max_growth)
        _send(connection, (kind, value, stays))
        if not stays:
            return


def _send(connection: Connection, message: tuple[str, Any, bool]) -> None:
    try:
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        data = pickle.dumps((RAISED, f"the result cannot be sent: {_describe(error)}", message[2]))
    connection.send_bytes(data)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def threads() -> int:
    """Threads of this process, those of native libraries too; 0 where the system does not tell.

    A thread that was joined may be on its way out for a moment yet: more than one are counted again, for half a second.
    """
    count = 0
    for _ in range(50):
        try:
            count = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - a count, not paths
        except OSError:
            return 0
        if count == 1:
            break
        time.sleep(0.01)
    return count


def _resident() -> int:
    """Bytes this process holds in memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - read once an item, a Path object is waste
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _give_back() -> None:
    """Free blocks of the C library's heap back to the system: one large page otherwise stays for good (glibc only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
