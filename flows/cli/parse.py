"""`dateline parse`: texts in, mentions out. Imports neither DuckDB nor Prefect."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.events import json_line, load_engine, parse_files


def parse_command(files: list[Path], day: date | None, *, explain: bool) -> None:
    for file in files:
        if not file.exists() or file.is_dir():
            raise UsageError(f"{file} is not a file", hint="name text files, or none to read standard input")
    names = [str(file) for file in files]
    if explain:
        from pipeline.events.explain import explain_files  # noqa: PLC0415

        for text in explain_files(names, load_engine(), day):
            sys.stdout.write(text + "\n")
        return
    for row in parse_files(names, load_engine(), day):
        sys.stdout.write(json_line(row) + "\n")
