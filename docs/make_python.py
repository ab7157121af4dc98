"""docs/python.md, made from docstrings and types: `python docs/make_python.py > docs/python.md`."""

from __future__ import annotations

import sys
from pathlib import Path

import griffe

ROOT = Path(__file__).resolve().parents[1]
_HEAD = """# Dateline from Python

Made from the docstrings and types of `pipeline/api.py` by `python docs/make_python.py`; a test compares the two. Types
are complete (`py.typed`). What is not named here may change without notice.
"""


def page() -> str:
    """The page as Markdown."""
    package = griffe.load("pipeline", search_paths=[ROOT], allow_inspection=False)
    module = package["api"]
    parts = [_HEAD, _doc(module)]
    for name in module.exports or ():
        member = module[str(name)]
        if member.is_alias:
            member = package[member.target_path.removeprefix("pipeline.")]
        if member.is_class:
            parts.append(_class(member))
        else:
            parts.append(f"## {name}\n\n{_signature(member)}\n{_doc(member)}")
    return "\n".join(parts)


def _class(found: griffe.Object) -> str:
    parts = [f"## {found.name}\n\n{_doc(found)}"]
    for name, member in found.members.items():
        if name.startswith("_"):
            continue
        if member.is_function:
            parts.append(f"### {found.name}.{name}\n\n{_signature(member)}\n{_doc(member)}")
        elif member.is_attribute and member.annotation is not None:
            what = " ".join(member.docstring.value.split()) if member.docstring else ""
            parts.append(f"- `{name}: {member.annotation}`" + (f": {what}" if what else ""))
    return "\n".join(parts) + "\n"


def _signature(member: griffe.Object) -> str:
    return f"```python\n{member.signature()}\n```\n"


def _doc(member: griffe.Object) -> str:
    if member.docstring is None:
        return ""
    lines, code = [], False
    for line in member.docstring.value.splitlines():
        inside = line.startswith("    ") or (code and not line)
        if inside != code:
            lines.append("```python" if inside else "```")
            code = inside
        lines.append(line[4:] if inside else line)
    if code:
        lines.append("```")
    return "\n".join(lines).replace("\n\n```\n", "\n```\n\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
