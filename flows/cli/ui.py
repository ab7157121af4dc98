"""`dateline ui`: starts the pages on loopback and says where they are."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser

import typer
import uvicorn

from flows.ui.app import build_app
from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.warehouse import Reader

ADDRESS = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on loopback, on any free port for 0. Raises UsageError where the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((ADDRESS, port))
    except OSError as error:
        found.close()
        raise UsageError(
            f"port {port} cannot be used ({error.strerror})", hint="give another --port, or none"
        ) from error
    return found


def server_for(settings: Settings, port: int, token: str) -> uvicorn.Server:
    """The server for the pages: small limits, since one person looks."""
    config = uvicorn.Config(
        build_app(settings.snapshot, token=token, port=port),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=40,
        h11_max_incomplete_event_size=32_768,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def ui_command(settings: Settings, *, port: int, open_browser: bool) -> None:
    Reader(settings.snapshot).close()  # an error now, in one line, rather than a page that says so
    with listen(port) as bound:
        bound_port = int(bound.getsockname()[1])
        token = secrets.token_urlsafe(32)
        address = f"http://{ADDRESS}:{bound_port}/?token={token}"
        typer.echo(f"{address}\n\nOnly this machine can open it, and only with this address. Ctrl+C ends it.")
        if open_browser:
            threading.Timer(1.0, webbrowser.open, [address]).start()
        server_for(settings, bound_port, token).run(sockets=[bound])
