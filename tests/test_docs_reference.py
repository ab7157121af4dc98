"""The reference says what is there: tables, columns, queries, commands."""

from __future__ import annotations

from pathlib import Path

import typer

from flows.cli.app import app
from pipeline.frames import SCHEMAS
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.reference import reference

DOCS = Path(__file__).parents[1] / "docs"


def test_reference_is_made_from_the_schema() -> None:
    assert (DOCS / "reference.md").read_text(encoding="utf-8") == reference(), (
        "run: python -m pipeline.warehouse.reference > docs/reference.md"
    )


def test_every_column_has_a_meaning() -> None:
    import duckdb

    from pipeline.warehouse.migrate import create_views

    with duckdb.connect() as connection:
        migrate(connection)
        create_views(connection)
        silent = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal "
            "AND table_name IN (SELECT table_name FROM duckdb_tables()) AND table_name <> 'schema_migrations'"
        ).fetchall()
    assert silent == []
    assert set(SCHEMAS) - {"feeds"} <= set(reference().split())


def test_every_command_is_in_the_readme_or_the_operators_page() -> None:
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8") + (DOCS / "operator.md").read_text(encoding="utf-8")
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert f"dateline {name}" in text or f"dev.py {name}" in text, name


def test_readme_links_lead_somewhere() -> None:
    import re

    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        if not target.startswith("http"):
            assert (DOCS.parent / target).exists(), target
