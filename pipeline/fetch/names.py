"""Names to addresses through the system's resolver, in threads of our own.

The event loop's default pool has a handful of threads: a few dozen names that answer slowly would use up every other
request's time to connect, and an outage of the name service would show as time-outs everywhere.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult


class SystemNames(AbstractResolver):
    """getaddrinfo with `threads` questions at once."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of `host`; raises OSError where it has none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._pool, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        )
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, address in found
            if kind in (socket.AF_INET, socket.AF_INET6) and not (len(address) > 3 and address[3])
        ]  # an address with a scope is link-local: nothing that a feed may name

    async def close(self) -> None:
        """Forget the questions that wait; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)
