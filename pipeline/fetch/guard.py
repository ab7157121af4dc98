"""Which addresses may be asked. Pure: no name is looked up and nothing is connected here.

`check_url` reads an address before anything is done with it; `check_address` is asked again for every socket, with
the number that the socket would really connect to. Only the second one is a guard: names can lead anywhere, and
lead elsewhere a second later.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from pipeline.errors import UsageError
from pipeline.fetch.types import FetchError
from pipeline.settings import FetchSettings
from pipeline.urls import target_of

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA special-purpose registry, and three public numbers that clouds answer themselves.
_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's host agent
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_NEVER_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "corp", "private")


def check_url(url: str, settings: FetchSettings) -> None:
    """Raise FetchError(refused_url or refused_address) unless `url` may be asked as far as its text tells."""
    try:
        target = target_of(url)
    except UsageError as error:
        raise FetchError(error.message, reason="refused_url", url=shown_url(url)) from error
    host, port = target.host, target.port
    literal = _literal(host)
    if literal is not None:
        check_address(literal, settings, port=port, url=url)
        return
    if settings.allow_networks:
        return  # whether the port is open depends on where the name leads: asked again at the socket
    if port not in settings.ports:
        raise FetchError(f"port {port} is not among the ports that may be asked", reason="refused_url", url=url)
    if host.endswith(tuple(f".{name}" for name in _NEVER_NAMES)) or host in _NEVER_NAMES:
        raise FetchError(f"{host} is a name of private networks", reason="refused_address", url=url)


def check_address(
    ip: str | Address, settings: FetchSettings, *, port: int | None = None, url: str | None = None
) -> None:
    """Raise FetchError unless a socket may be connected to `ip` (and `port`, where one is given).

    Public addresses may be asked at `settings.ports`; any other one only within `settings.allow_networks`, at any
    port. Text that is no address is refused.
    """
    shown = url or str(ip)
    try:
        address = ip_address(ip.partition("%")[0]) if isinstance(ip, str) else ip
    except ValueError as error:
        raise FetchError(f"{ip!r} is no address", reason="refused_address", url=shown) from error
    if isinstance(address, IPv6Address) and address.scope_id:
        address = IPv6Address(int(address))
    allowed = settings.networks
    if _within(address, allowed):
        return
    if isinstance(address, IPv6Address) and address in _MAPPED and _within(_low(address), allowed):
        return  # the same address in the other family's spelling
    if not is_public(address):
        raise FetchError(
            f"{address} is not a public address",
            reason="refused_address",
            url=shown,
            hint="name its network in fetch.allow_networks if that is meant",
        )
    if port is not None and port not in settings.ports:
        raise FetchError(f"port {port} is not among the ports that may be asked", reason="refused_url", url=shown)


def is_public(address: Address) -> bool:
    """True where the number belongs to the public internet, also when IPv4 is wrapped into IPv6."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    number = int(address)
    if address in _MAPPED or address in _NAT64 or address in _TRANSLATED or address in _COMPATIBLE:
        # :: and ::1 lie in the compatible range as 0.0.0.0 and 0.0.0.1, which are closed. The others reach IPv4.
        return is_public(_low(address)) and (address in _MAPPED or address in _NAT64)
    if address not in _GLOBAL_V6 or any(address in network for network in _CLOSED_V6):
        return False
    if address in _SIX_TO_FOUR:
        return is_public(IPv4Address(number >> 80 & 0xFFFFFFFF))
    if address in _TEREDO:
        server, client = IPv4Address(number >> 64 & 0xFFFFFFFF), IPv4Address((number & 0xFFFFFFFF) ^ 0xFFFFFFFF)
        return is_public(server) and is_public(client)
    if number >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):  # ISATAP keeps an IPv4 address in its last half
        return is_public(_low(address))
    return True


def _low(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


@lru_cache(4096)
def _literal(host: str) -> Address | None:
    if not (host[-1:].isdigit() or ":" in host):
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


def shown_url(url: str) -> str:
    """The address for a message, without what could be a password."""
    head, at, tail = url[:300].rpartition("@")
    return f"{head.partition('//')[0]}//…@{tail}" if at else url[:300]
