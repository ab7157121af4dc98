"""Who may be asked when: so many requests at once, so much time between two, and silence where a host asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic

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
    """Turns at all hosts of one process. `clock` dates the holds, the monotonic clock spaces the requests."""

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

    def turn(self, host: str, url: str) -> Turn:
        """A turn at `host`: `async with` waits for it and keeps it. Raises FetchError(throttled) where the host wants
        silence."""
        return Turn(self, self._gate(host), host, url)

    async def _admit(self, gate: _Gate, host: str, url: str) -> None:
        """Wait until the host may be asked and a place among all requests is free; take both."""
        while True:
            left = self.remaining(host)
            if left > 0:
                raise FetchError(
                    f"{host} asked to be left alone for {left:.0f} more seconds",
                    reason="throttled",
                    url=url,
                    retry_after=left,
                )
            wait = gate.next_start - monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            # A place among all requests is taken only when it can be used at once, and the host's turn is
            # looked at again with it in hand: otherwise two starts could fall together.
            await self._total.acquire()
            now = monotonic()
            if gate.next_start <= now and self.remaining(host) <= 0:
                gate.next_start = now + gate.interval
                return
            self._total.release()

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate(self._settings.per_host, self._settings.host_interval)
        return gate


class Turn:
    """One request's turn at its host and among all requests; see `Manners.turn`. A class and no generator: there is one
    for each request, and a generator costs as much as everything else here."""

    __slots__ = ("_gate", "_host", "_manners", "_url")

    def __init__(self, manners: Manners, gate: _Gate, host: str, url: str) -> None:
        self._manners, self._gate, self._host, self._url = manners, gate, host, url

    async def __aenter__(self) -> None:
        await self._gate.slots.acquire()
        try:
            await self._manners._admit(self._gate, self._host, self._url)
        except BaseException:
            self._gate.slots.release()
            raise

    async def __aexit__(self, *trouble: object) -> None:
        self._manners._total.release()
        self._gate.slots.release()


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
