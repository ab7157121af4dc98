"""`dateline brief`: what happened, as one page or as markdown."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from flows.brief import FORMATS, default_path, make_brief, newest_day, window_of, write_text
from pipeline.brief.outlines import country_names
from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.warehouse import Reader

_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_moment(text: str | None, option: str) -> datetime | None:
    """A moment in ISO 8601; UTC where it names no zone. A day alone means its end, as a reader would say it."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is not a time", hint="write 2024-03-06T18:00Z") from error
    if _DATE_ONLY.fullmatch(text.strip()):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_countries(values: list[str]) -> tuple[str, ...]:
    """Alpha-3 codes or usual English names, apart by commas or given again. Raises UsageError for unknown ones."""
    names = {name.casefold(): code for code, name in country_names().items()}
    found = []
    for value in (part.strip() for text in values for part in text.split(",")):
        if not value:
            continue
        code = value.upper() if value.upper() in country_names() else names.get(value.casefold())
        if code is None:
            raise UsageError(f"--country {value!r} is unknown", hint="write UKR or Ukraine")
        found.append(code)
    return tuple(dict.fromkeys(found))


def brief_command(
    settings: Settings,
    *,
    day: date | None,
    first: date | None,
    last: date | None,
    countries: list[str],
    as_of: str | None,
    format: str,
    output: Path | None,
) -> None:
    if format not in FORMATS:
        raise UsageError(f"--format {format!r} is unknown", hint=f"one of {', '.join(FORMATS)}")
    if day is not None and (first is not None or last is not None):
        raise UsageError("--date is one day, --from and --to are several", hint="give one or the others")
    moment, chosen = parse_moment(as_of, "--as-of"), parse_countries(countries)
    with Reader(settings.snapshot) as reader:
        start = first or day or last or newest_day(reader)
        end = last or day or (max(first, newest_day(reader)) if first else start)
        window = window_of(start, end, as_of=moment, countries=chosen)
        brief = make_brief(reader, window)
    text = FORMATS[format](brief)
    if output == Path("-") or (output is None and format == "markdown"):
        sys.stdout.write(text)
        return
    path = output or default_path(settings.home, window, format)
    write_text(path, text)
    typer.echo(path)
