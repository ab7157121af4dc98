"""Who is let in: the name of loopback, the token, questions only."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.ui.app import build_app

TOKEN = "a-token-of-this-test"


@pytest.fixture
def stranger(snapshot: Path) -> TestClient:
    return TestClient(
        build_app(snapshot, token=TOKEN, port=8000), base_url="http://127.0.0.1:8000", follow_redirects=False
    )


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST:8000", 200),
        ("[::1]:8000", 200),
        ("127.0.0.1", 421),
        ("127.0.0.1:8001", 421),
        ("evil.example:8000", 421),
        ("evil.example", 421),
        ("127.0.0.1:8000.evil.example", 421),
        ("localhost.evil.example:8000", 421),
        ("", 421),
    ],
)
def test_only_names_of_loopback_are_answered(client: TestClient, host: str, status: int) -> None:
    assert client.get("/articles", headers={"Host": host, "Cookie": f"dateline-8000={TOKEN}"}).status_code == status


@pytest.mark.parametrize(
    "cookie", ["", "dateline-8000=wrong", f"dateline-8001={TOKEN}", f"dateline-8000={TOKEN}x", "dateline-8000=é", ";;="]
)
@pytest.mark.parametrize("path", ["/", "/sql?sql=SELECT+1", "/ui.css", "/nothing", "/event/abc"])
def test_without_the_token_nothing_is_told(stranger: TestClient, path: str, cookie: str) -> None:
    answer = stranger.get(path, headers={"Cookie": cookie.encode()})
    assert answer.status_code == 403
    assert "dateline ui" in answer.text
    assert len(answer.text) < 100


def test_the_token_in_the_address_becomes_a_cookie_and_leaves_the_address(stranger: TestClient) -> None:
    answer = stranger.get(f"/sql?query=day&token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sql?query=day")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/sql?token=wrong").status_code == 403
    elsewhere = stranger.get(f"http://127.0.0.1:8000//evil.example/?token={TOKEN}").headers["location"]
    assert elsewhere == "/evil.example/"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_but_questions(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_long_addresses_are_refused(client: TestClient) -> None:
    assert client.get("/sql?sql=" + "x" * 20_000).status_code == 414


@pytest.mark.parametrize("path", ["/", "/sql", "/nothing", "/event/zz", "/ui.js", "/brief?first=2024-03-06"])
def test_every_answer_has_the_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
