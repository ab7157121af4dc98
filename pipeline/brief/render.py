"""Templates with escaping always on, and the policy that lets a page run its own script and style and nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.brief import words

FOLDER = Path(__file__).parent / "templates"


def environment(*folders: Path) -> Environment:
    """Jinja with escaping of everything, no undefined names, and the words of the brief as filters."""
    found = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {
        "shown": words.shown,
        "number": words.number,
        "country": words.country,
        "moment": words.moment,
        "day": words.day,
        "web_link": words.web_link,
        "count": words.count,
    }
    found.globals |= {"groups": words.GROUPS, "group_names": words.GROUP_NAMES}
    return found


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of our own, to stand inside a page. Nothing in it may end its element."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if "</" in text:
        raise ValueError(f"{name} would end its element")
    return Markup(text)  # noqa: S704 - a file of ours


def source_hash(text: str) -> str:
    """What a Content-Security-Policy calls an inline script or style by."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(style: str, script: str) -> str:
    """For a file that stands alone: no request to anywhere, no plug-in, no form, this script and style only."""
    return (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
