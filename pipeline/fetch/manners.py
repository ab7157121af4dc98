"""Who may be asked when: so many requests at once, so much time between two, and silence where a host asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.fetch.types import MAX_HOLD, FetchError
from pipeline.settings import FetchSettings

UNSAID_HOLD = 60.0
"""Seconds of silence after a 429 that names no time."""
THROTTLES = frozenset({429, 403, 503})
_MAX_CRAWL_DELAY = 30.0


class _Gate:
    """Turns at one host."""

    def __init__(self, slots: int, interval: float) -> None:
        self.slots = asyncio.Semaphore(slots)
        self.interval = interval
        self.next_start = 0.0


class Manners:
    """Turns at all hosts of one process. `clock` dates the holds, the event loop's time spaces the requests."""

    def __init__(
        self, settings: FetchSettings, clock: Callable[[], datetime], holds: Mapping[str, datetime] | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._total = asyncio.Semaphore(settings.concurrency)
        self._gates: dict[str, _Gate] = {}
        self._holds: dict[str, datetime] = dict(holds or {})

    @property
    def holds(self) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when; what has passed is left out."""
        now = self._clock()
        return {host: until for host, until in sorted(self._holds.items()) if until > now}

    def hold(self, host: str, seconds: float) -> None:
        """Ask `host` nothing for so many seconds."""
        until = self._clock() + timedelta(seconds=min(max(seconds, 0.0), MAX_HOLD))
        self._holds[host] = max(until, self._holds.get(host, until))

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least `delay` seconds (half a minute at most) between two requests to `host`: robots.txt says so."""
        gate = self._gate(host)
        gate.interval = max(self._settings.host_interval, min(delay, _MAX_CRAWL_DELAY))

    def remaining(self, host: str) -> float:
        """Seconds that `host` still wants to be left alone."""
        until = self._holds.get(host)
        return max(0.0, (until - self._clock()).total_seconds()) if until else 0.0

    @asynccontextmanager
    async def turn(self, host: str, url: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` and keep it. Raises FetchError(throttled) where the host wants silence."""
        gate = self._gate(host)
        loop = asyncio.get_running_loop()
        async with gate.slots:
            while True:
                left = self.remaining(host)
                if left > 0:
                    raise FetchError(
                        f"{host} asked to be left alone for {left:.0f} more seconds",
                        reason="throttled",
                        url=url,
                        retry_after=left,
                    )
                wait = gate.next_start - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                    continue
                # A place among all requests is taken only when it can be used at once, and the host's turn is
                # looked at again with it in hand: otherwise two starts could fall together.
                async with self._total:
                    if gate.next_start > loop.time() or self.remaining(host) > 0:
                        continue
                    gate.next_start = loop.time() + gate.interval
                    yield
                    return

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate(self._settings.per_host, self._settings.host_interval)
        return gate


def silence_of(status: int | None, headers: Iterable[tuple[str, str]], at: datetime) -> float | None:
    """Seconds for which an answer of `at` asks its host to be left alone; None where it asks for nothing."""
    if status not in THROTTLES:
        return None
    values = {name.lower(): value for name, value in headers}
    asked = retry_after_seconds(values.get("retry-after"), at, values.get("date"))
    if asked is None:
        return UNSAID_HOLD if status == 429 else None
    return min(asked, MAX_HOLD)


def retry_after_seconds(value: str | None, now: datetime, sent: str | None = None) -> float | None:
    """Seconds of a Retry-After header (a number or an HTTP date), 0 or more; None where it says nothing usable.

    A date is compared with the answer's own Date header `sent`, where there is one: the server's clock wrote both.
    """
    if value is None:
        return None
    value = value.strip()[:64]
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return min(float(value), 10 * MAX_HOLD) if len(value) < 16 else 10 * MAX_HOLD
    until = _http_date(value)
    return None if until is None else max(0.0, (until - (_http_date(sent or "") or now)).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text.strip()[:64])
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
