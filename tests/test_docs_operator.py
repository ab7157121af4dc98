"""The operator's page says what the code does: settings with their defaults, exit codes, names of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.settings import AlertSettings, BackfillSettings, FetchSettings, PollSettings, ProcessSettings, Settings

PAGE = (Path(__file__).parents[1] / "docs" / "operator.md").read_text(encoding="utf-8")
SECTIONS = {
    "fetch": FetchSettings,
    "poll": PollSettings,
    "process": ProcessSettings,
    "backfill": BackfillSettings,
    "alerts": AlertSettings,
}


def table_of(section: str) -> dict[str, str]:
    """Fields and defaults as the page's table of one section states them."""
    part = PAGE.split(f"### [{section}]", 1)[1].split("\n#", 1)[0].split("<!--", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", part, flags=re.MULTILINE))


def written(default: object) -> str:
    """A default as TOML writes it."""
    if isinstance(default, tuple):
        return "[" + ", ".join(written(value) for value in default) + "]"
    if isinstance(default, bool):
        return str(default).lower()
    return f'"{default}"' if isinstance(default, str) else str(default)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_stands_there_with_its_default(section):
    fields = SECTIONS[section].model_fields
    assert table_of(section) == {name: written(field.default) for name, field in fields.items()}


def test_every_section_stands_there():
    assert set(Settings.model_fields) - {"home"} == set(SECTIONS)


def test_every_exit_code_is_explained():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    codes = {str(kind.exit_code) for kind in kinds if issubclass(kind, errors.DatelineError)}
    part = PAGE.split("## Exit codes", 1)[1].split("\n#", 1)[0]
    assert set(re.findall(r"^\| (\d+) \|", part, flags=re.MULTILINE)) == codes | {"0", "130"}


def test_files_are_named_as_the_code_names_them():
    settings = Settings(home=Path("home"))
    for path in (settings.archive_dir, settings.database, settings.snapshot, settings.lock_dir):
        assert f"`{path.name}" in PAGE
