"""Killed while a database is made or brought up to date, it opens again, and what was in it is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import load_settings
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.sqlfiles import sql_files

ROOT = Path(__file__).parents[2]
DIES = """
import os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
import pipeline.warehouse.migrate as migrate
from pipeline.settings import load_settings
from pipeline.warehouse import open_warehouse

def dies(*given, **more):
    os._exit(9)

where = {where!r}
if where == "migrations":
    migrate.create_views = dies
elif where == "rename":
    migrate.Path.replace = dies
with open_warehouse(load_settings(Path({home!r})), "test") as warehouse:
    warehouse.connection.execute("INSERT INTO failures SELECT * REPLACE ('here' AS item) FROM failures LIMIT 0")
    os._exit(9)
"""


def old_database(path: Path) -> None:
    """A database of the first versions, with a row."""
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_migrations (name VARCHAR NOT NULL)")
        for name in ("0001_facts", "0002_ledger"):
            connection.execute(sql_files("migrations")[name].text)
            connection.execute("INSERT INTO schema_migrations VALUES (?)", [name])
        connection.execute(
            "INSERT INTO feeds BY NAME "
            "SELECT 'f' AS feed_id, 'http://a.example/f' AS url, true AS active, 0 AS failures, [] AS tags"
        )


@pytest.mark.parametrize("where", ["migrations", "rename", "after"])
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_it_opens_again(tmp_path: Path, where: str, old: bool) -> None:
    home = tmp_path / "home"
    if old:
        old_database(home / "warehouse.duckdb")
    code = DIES.format(root=str(ROOT), where=where, home=str(home))
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert died.returncode == 9, died.stderr
    with open_warehouse(load_settings(home), "test") as warehouse:
        assert warehouse.connection.execute("SELECT count(*) FROM events_current").fetchone() == (0,)
        feeds = warehouse.connection.execute("SELECT url FROM feeds").fetchall()
    assert feeds == ([("http://a.example/f",)] if old else [])
    assert sorted(path.name for path in home.iterdir()) == ["locks", "warehouse.duckdb"]
