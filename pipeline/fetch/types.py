"""What a request gives: the record of its hops, or an error that still carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline import errors
from pipeline.records import Exchange, FailureReason

FetchKind = Literal["feed", "page"]

MAX_HOLD = 86_400.0
"""Seconds; a longer Retry-After is kept to a day, so that every host is tried once a day."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


class FetchError(errors.FetchError):
    """A request gave no answer that may be used; see `reason`.

    `exchanges` are the hops that were answered, for the archive; `retry_after` is how many seconds the host asked
    to be left alone (None: it did not say); `status` is that of the last answer (None: no answer came).
    """

    reason: FailureReason

    def __init__(
        self,
        message: str,
        *,
        reason: FailureReason,
        url: str,
        exchanges: tuple[Exchange, ...] = (),
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, reason=reason, url=url, hint=hint)
        self.exchanges = exchanges
        self.retry_after = retry_after

    @property
    def status(self) -> int | None:
        return self.exchanges[-1].status if self.exchanges else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer that may be used: status 2xx, or 304 where validators were sent."""

    requested_url: str
    exchanges: tuple[Exchange, ...]
    """Every hop in order; the last one is the answer."""

    @property
    def final(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def status(self) -> int:
        return self.final.status

    @property
    def url(self) -> str:
        """Address that answered, after redirects."""
        return self.final.url

    @property
    def body(self) -> bytes:
        return self.final.body

    @property
    def not_modified(self) -> bool:
        return self.final.status == 304

    @property
    def bytes_received(self) -> int:
        return sum(exchange.bytes_received for exchange in self.exchanges)

    @property
    def duration_ms(self) -> int:
        return sum(exchange.duration_ms for exchange in self.exchanges)

    @property
    def moved_to(self) -> str | None:
        """Where an unbroken chain of permanent redirects (301, 308) from the start leads; None where there is none."""
        moved: str | None = None
        for exchange, following in zip(self.exchanges, self.exchanges[1:], strict=False):
            if exchange.status not in _PERMANENT:
                break
            moved = following.url
        return moved

    def header(self, name: str) -> str | None:
        """Value of the answer's first header of that name, None where there is none."""
        return header(self.final, name)


def header(exchange: Exchange, name: str) -> str | None:
    """First header of that name, letter case aside."""
    wanted = name.lower()
    for key, value in exchange.headers:
        if key.lower() == wanted:
            return value
    return None
