"""A site on loopback, a home whose settings allow it, and a way to put its feeds on the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from polling_support import Web

from pipeline.feeds.opml import feed_id_of
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse


@pytest.fixture
def site() -> Iterator[Web]:
    found = Web()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


@pytest.fixture
def polled(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "home", fetch={"allow_networks": ["127.0.0.0/8"], "host_interval": 0})


@pytest.fixture
def follow(polled: Settings, site: Web) -> Callable[..., None]:
    def add(*paths: str) -> None:
        with open_warehouse(polled, "test") as warehouse:
            feeds = (Feed(feed_id=feed_id_of(site.base + path), url=site.base + path) for path in paths)
            warehouse.save_feeds(feeds_frame(feeds))

    return add
