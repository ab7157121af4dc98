"""What all tests share: a home folder, and the demonstration week run once for the whole session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests_support import LOOPBACK, demo_settings, run_flow

from flows.demo_web.server import DemoWeb
from pipeline.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATELINE_HOME", "DATELINE_NOW", *LOOPBACK):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty home folder."""
    return load_settings(tmp_path / "home")


@pytest.fixture(scope="session")
def web() -> Iterator[DemoWeb]:
    """The demonstration web, kept on one port for the session: equal addresses give equal identifiers."""
    with DemoWeb(edition=2) as server:
        yield server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, web: DemoWeb) -> Settings:
    """The demonstration week after one plain nightly run. Read it, do not change it."""
    settings = demo_settings(tmp_path_factory.mktemp("demo") / "home", web)
    run_flow("nightly", settings)
    return settings


@pytest.fixture(scope="session")
def small_texts() -> Callable[[Path], Path]:
    """Writes four dated texts of two days, of which two tell of one attack, into a folder."""

    def write(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _TEXTS.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


_TEXTS = {
    "one.txt": " date 2023-05-10 Missiles hit Zaporizhzhia\n\nRussian missiles struck an apartment block in Zaporizhzhia "
    "on Tuesday, killing four people and wounding 11, the regional governor said. Rescuers searched the ruins of the "
    "building through the night while neighbours brought them tea and blankets.\n",
    "two.txt": " date 2023-05-11 Toll of Zaporizhzhia strike rises\n\nThe death toll from Tuesday's missile strike on an "
    "apartment block in Zaporizhzhia has risen from four to six, the regional governor said on Thursday. Eleven people "
    "were wounded. The search of the building has ended and the street is open again.\n",
    "three.txt": " date 2023-05-11 Gunmen kill seven villagers in Mali\n\nGunmen on motorcycles killed seven villagers near "
    "Bankass in central Mali on Wednesday, a local official said. They burned granaries and drove away cattle before "
    "soldiers arrived from the garrison.\n",
    "four.txt": " date 2023-05-11 Bakers compete for the best loaf\n\nForty bakers from nine towns brought their loaves to the "
    "market hall on Wednesday, where a jury of millers tasted for five hours. The prize went to a rye bread from a shop "
    "that opened last year.\n",
}
