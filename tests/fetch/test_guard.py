"""Addresses that must never be asked: hundreds of spellings, and not one socket."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch import Fetcher, FetchError, check_address, check_url
from pipeline.settings import FetchSettings

CLOSED = FetchSettings(respect_robots=False, host_interval=0)

PRIVATE_V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.0.0.53",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "169.254.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
]
PRIVATE_V6 = [
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:0a00:0001::1",
    "2002:a9fe:a9fe::",
    "2001:0:7f00:1::",
    "2001:0:0a00:0001:0:0:f5ff:fffe",
    "2001:db8::1",
    "3fff::1",
    "fe80::1",
    "fe80::ffff:ffff",
    "febf::1",
    "fec0::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fdff::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "5f00::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "::ffff:0.0.0.0",
    "::ffff:255.255.255.255",
    "::ffff:224.0.0.1",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:7f00:1",
    "4000::1",
    "8000::1",
    "0:0:0:0:0:0:0:1",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "151.101.1.1",
    "100.63.255.255",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:0808:0808::1",
]


def _spellings(address: str) -> list[str]:
    """Ways of writing one IPv4 address as a host that a resolver understands."""
    a, b, c, d = (int(part) for part in address.split("."))
    number = (a << 24) + (b << 16) + (c << 8) + d
    return [
        address,
        str(number),
        hex(number),
        "0" + oct(number)[2:],
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{(b << 16) + (c << 8) + d}",
        f"{a}.{b}.{(c << 8) + d}",
        f"0x{a:X}.{b}.{c}.{d}",
        f"000{a:o}.{b}.{c}.{d}",
        address + ".",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else "。" for char in address),
    ]


HOSTS = [
    *(spelling for address in PRIVATE_V4 for spelling in _spellings(address)),
    *(f"[{address}]" for address in PRIVATE_V6),
    *(f"[{address.upper()}]" for address in PRIVATE_V6),
    "[::ffff:7f00:0001]",
    "[0000:0000:0000:0000:0000:ffff:7f00:0001]",
    "[::1%25lo]",
    "[fe80::1%25eth0]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "printer.local",
    "vault.internal",
    "router.lan",
    "x.home.arpa",
    "localhost.localdomain",
]
URLS = [
    "file:///etc/passwd",
    "FILE:/etc/passwd",
    "gopher://127.0.0.1:70/x",
    "data:text/html,<p>",
    "ftp://example.org/",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "http://user@example.org/",
    "http://user:secret@example.org/",
    "http://example.org@127.0.0.1/",
    "http://:@example.org/",
    "http://example.org:22/",
    "http://example.org:6379/",
    "http://example.org:25/",
    "http://example.org:0/",
    "http://example.org:65536/",
    "http://example.org:8000/",
    "http:///etc/passwd",
    "http://",
    "https://",
    "//example.org",
    "example.org",
    "",
    "http://exa mple.org/",
    "http://[::1",
    "http://[gggg::1]/",
    "http://256.256.256.256/",
    "http://1.2.3.4.5/",
    "http://0x100000000/",
    "http://..../",
    "jar:http://a.org!/",
    "unix:/var/run/docker.sock",
    "ldap://127.0.0.1/",
    "ws://example.org/",
    "blob:https://example.org/1",
    "about:blank",
    "view-source:http://a.org/",
]


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that anything tries to connect to."""
    tried: list[Any] = []
    real = asyncio.selector_events.BaseSelectorEventLoop.sock_connect  # type: ignore[attr-defined]

    async def watched(self: Any, sock: socket.socket, address: Any) -> None:
        tried.append(address)
        await real(self, sock, address)

    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", watched)
    return tried


class FakeNames(AbstractResolver):
    """A name service under a test's control: each question gets the next answer."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[Any]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            {
                "hostname": host,
                "host": ip,
                "port": port,
                "family": socket.AF_INET6 if ":" in ip else socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for ip in answer
        ]

    async def close(self) -> None:
        return


def _reason(url: str, resolver: AbstractResolver | None = None, settings: FetchSettings = CLOSED) -> str:
    async def ask() -> str:
        async with Fetcher(settings, clock=_clock, resolver=resolver) as fetcher:
            try:
                await fetcher.get(url)
            except FetchError as error:
                assert error.exchanges == ()
                return error.reason
            return "answered"

    return asyncio.run(ask())


def _clock() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 3, 1, tzinfo=UTC)


def test_there_are_more_than_two_hundred_forms() -> None:
    assert len(set(HOSTS)) + len(set(URLS)) > 400


def test_no_spelling_of_a_private_address_is_connected_to(sockets: list[Any]) -> None:
    async def ask_all() -> dict[str, str]:
        reasons = {}
        async with Fetcher(CLOSED, clock=_clock) as fetcher:
            for host in HOSTS:
                try:
                    await fetcher.get(f"http://{host}/")
                    reasons[host] = "answered"
                except FetchError as error:
                    reasons[host] = error.reason
        return reasons

    reasons = asyncio.run(ask_all())
    assert {host: reason for host, reason in reasons.items() if reason not in ("refused_address", "refused_url")} == {}
    assert sockets == []


@pytest.mark.parametrize("url", URLS)
def test_addresses_that_are_none_are_refused_before_anything(url: str, sockets: list[Any]) -> None:
    assert _reason(url) == "refused_url" or (url.endswith("@127.0.0.1/") and _reason(url) == "refused_url")
    assert sockets == []


@pytest.mark.parametrize("address", [*PRIVATE_V4, *PRIVATE_V6])
def test_a_name_that_leads_to_a_private_address_is_refused_at_the_socket(address: str, sockets: list[Any]) -> None:
    assert _reason("http://innocent.example/", FakeNames([address])) == "refused_address"
    assert sockets == []


def test_rebinding_between_two_questions_does_not_help(sockets: list[Any]) -> None:
    names = FakeNames(["198.51.100.7"], ["127.0.0.1"], ["10.0.0.1"])
    for _ in range(3):
        assert _reason("http://innocent.example/", names) == "refused_address"
    assert sockets == []


def test_a_public_port_outside_the_list_is_refused_even_where_a_network_is_allowed(sockets: list[Any]) -> None:
    settings = FetchSettings(respect_robots=False, allow_networks=("127.0.0.0/8",))
    assert _reason("http://innocent.example:6379/", FakeNames(["8.8.8.8"]), settings) == "refused_url"
    assert _reason("http://8.8.8.8:6379/", None, settings) == "refused_url"
    assert sockets == []


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    check_address(address, CLOSED, port=443)
    check_url(f"https://[{address}]/" if ":" in address else f"https://{address}/", CLOSED)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.77.0.3", "::ffff:127.0.0.1"])
def test_an_allowed_network_opens_itself_at_any_port_and_nothing_else(address: str) -> None:
    settings = FetchSettings(allow_networks=("127.0.0.0/8",))
    check_address(address, settings, port=8765)
    for closed in ("10.0.0.1", "::1", "169.254.169.254", "64:ff9b::127.0.0.1", "2002:7f00:1::"):
        with pytest.raises(FetchError) as caught:
            check_address(closed, settings)
        assert caught.value.reason == "refused_address"


@given(st.ip_addresses())
def test_every_address_is_public_or_refused_and_nothing_else_happens(address: Any) -> None:
    try:
        check_address(address, CLOSED)
    except FetchError as error:
        assert error.reason == "refused_address"
    else:
        assert not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified)


def test_a_password_never_reaches_the_message() -> None:
    with pytest.raises(FetchError) as caught:
        check_url("http://someone:hunter2@example.org/", CLOSED)
    assert "hunter2" not in str(caught.value)

    async def ask() -> None:
        async with Fetcher(CLOSED, clock=_clock) as fetcher:
            await fetcher.get("http://someone:hunter2@example.org/")

    with pytest.raises(FetchError) as caught:
        asyncio.run(ask())
    assert "hunter2" not in str(caught.value)
