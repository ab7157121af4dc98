"""SQL lives in .sql files; this module finds them and reads their headers.

A header is the comment lines at the top:

    -- question: what the file answers or does, one line
    -- param: name TYPE [= default] | meaning
    -- severity: error            (checks only: error or warn)
    -- example: -p name=value
    -- column: name | meaning
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import QueryError

_LINE = re.compile(r"--\s?(question|param|severity|example|column):\s*(.*)")
_PARAM = re.compile(r"(\w+)\s+(\w+)(?:\s*=\s*(.*?))?\s*\|\s*(.*)")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_IDENTIFIERS = re.compile(r'[a-z_0-9", .]+')


@dataclass(frozen=True, slots=True)
class SqlParam:
    name: str
    type: str
    default: str | None
    """SQL expression used where the caller gives nothing; None means that the caller must."""
    meaning: str


@dataclass(frozen=True, slots=True)
class SqlFile:
    name: str
    question: str
    params: tuple[SqlParam, ...]
    severity: str | None
    example: str | None
    columns: tuple[tuple[str, str], ...]
    text: str


def sql_root() -> Path:
    """The folder sql/: beside the packages in a checkout, inside this package when installed."""
    inside = Path(__file__).parent / "_sql"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "sql"


def parse_sql(name: str, text: str) -> SqlFile:
    """Read the header of one file. Raises QueryError where a param line cannot be read."""
    question, severity, example = "", None, None
    params: list[SqlParam] = []
    columns: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            if line.strip():
                break
            continue
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1], found[2].strip()
        if key == "question":
            question = value
        elif key == "severity":
            severity = value
        elif key == "example":
            example = value
        elif key == "column":
            column, _, meaning = value.partition("|")
            columns.append((column.strip(), meaning.strip()))
        else:
            param = _PARAM.fullmatch(value)
            if not param:
                raise QueryError(f"sql file {name}: cannot read parameter line {value!r}")
            params.append(SqlParam(param[1], param[2], param[3], param[4]))
    return SqlFile(name, question, tuple(params), severity, example, tuple(columns), text)


@cache
def sql_files(folder: str) -> dict[str, SqlFile]:
    """All files of one folder under sql/, by name without the ending, sorted."""
    paths = sorted((sql_root() / folder).glob("*.sql"))
    return {path.stem: parse_sql(path.stem, path.read_text(encoding="utf-8")) for path in paths}


def load_sql(name: str, **identifiers: str) -> str:
    """Text of sql/load/NAME.sql with {{placeholders}} filled by identifiers of our own schema, never by data."""
    for value in identifiers.values():
        if not _IDENTIFIERS.fullmatch(value):
            raise QueryError(f"not an identifier: {value!r}")
    return _PLACEHOLDER.sub(lambda m: identifiers[m[1]], sql_files("load")[name].text)
