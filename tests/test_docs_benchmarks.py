"""The page on measuring names every script and no other."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "benchmarks"


def test_every_script_is_named():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    assert sorted(named) == sorted(path.stem for path in FOLDER.glob("*.py"))
