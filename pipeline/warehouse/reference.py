"""docs/reference.md, made from what is there: `python -m pipeline.warehouse.reference > docs/reference.md`."""

from __future__ import annotations

import sys

import duckdb

from pipeline.warehouse.migrate import create_views, migrate
from pipeline.warehouse.sqlfiles import SqlFile, sql_files

_INTRO = """# Reference

Made from the schema and from the headers in sql/ by `python -m pipeline.warehouse.reference`; a test compares the two.
Times are UTC, dates are calendar dates, null means "the source does not say".
"""


def reference() -> str:
    """Tables and columns, views, macros, queries and checks as Markdown."""
    with duckdb.connect() as connection:
        migrate(connection)
        create_views(connection)
        parts = [_INTRO, "## Tables\n", *_tables(connection)]
    for title, folder in (("Views", "views"), ("Macros", "macros")):
        parts.append(f"## {title}\n")
        parts += [
            f"- `{name.split('_', 1)[1]}`: {file.question}" + _example(file) for name, file in sql_files(folder).items()
        ]
        parts.append("")
    parts.append("## Queries\n\n`dateline sql --query NAME -p key=value`\n")
    for file in sql_files("queries").values():
        parts.append(f"### {file.name}\n\n{file.question}\n")
        parts += [
            f"- `-p {p.name}=` {p.type}: {p.meaning}" + ("" if p.default is None else " (may be left out)")
            for p in file.params
        ]
        parts += [f"- column `{name}`: {meaning}" for name, meaning in file.columns]
        parts.append("")
    parts.append("## Checks\n\nRun before every publishing; a failed one of severity error keeps the old snapshot.\n")
    parts += [f"- `{file.name}` ({file.severity}): {file.question}" for file in sql_files("checks").values()]
    return "\n".join(parts) + "\n"


def _example(file: SqlFile) -> str:
    return f" Example: `{file.example}`" if file.example else ""


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    tables = connection.execute(
        "SELECT table_name, comment FROM duckdb_tables() WHERE table_name <> 'schema_migrations' ORDER BY table_oid"
    ).fetchall()
    lines = []
    for table, comment in tables:
        lines += [f"### {table}\n", f"{comment}.\n", "| column | type | meaning |", "| --- | --- | --- |"]
        columns = connection.execute(
            "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [table],
        ).fetchall()
        for name, kind, meaning in columns:
            kind = kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
            lines.append(f"| {name} | {kind} | {meaning} |")
        lines.append("")
    return lines


if __name__ == "__main__":
    sys.stdout.write(reference())
