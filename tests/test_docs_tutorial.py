"""Every command of the tutorial is one that exists, and every question in it has an answer in the demonstration."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli.app import app
from pipeline.warehouse import run_named, run_sql

PAGE = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:sh|console)\n(.*?)```", PAGE, flags=re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
COMMANDS = [shlex.split(line.split("|")[-1]) for line in LINES if re.search(r"(?:^|\| )dateline ", line)]
QUESTIONS = [words for words in COMMANDS if words[1] == "sql" and "--list" not in words]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """The published snapshot of a demonstration, run as the tutorial says but for Prefect."""
    home = tmp_path_factory.mktemp("tutorial") / "dateline-demo"
    command = [sys.executable, "-m", "flows.cli", "demo", "--plain", "--home", str(home)]
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    done = subprocess.run(command, capture_output=True, text=True, env=quiet, check=False)
    assert done.returncode == 0, done.stderr
    return home / "dateline.duckdb"


def test_the_page_has_commands():
    assert len(COMMANDS) > 15
    assert len(QUESTIONS) > 8


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_commands_and_options_exist(words):
    group = get_command(app)
    root = group.make_context("dateline", list(words[1:]))
    rest = [*root._protected_args, *root.args]
    context = root
    while hasattr(group, "resolve_command"):
        name, group, rest = group.resolve_command(context, rest)
        context = group.make_context(name, list(rest), parent=context)
        rest = [*getattr(context, "_protected_args", ()), *context.args]


@pytest.mark.model
@pytest.mark.timeout(900)
def test_every_question_has_an_answer(snapshot):
    for words in QUESTIONS:
        rest = words[2:]
        if "--home" in words:
            continue  # of the second home, from texts
        if "--query" in rest:
            given = [rest[i + 1] for i, word in enumerate(rest) if word == "-p"]
            arguments = dict(text.split("=", 1) for text in given)
            frame = run_named(snapshot, rest[rest.index("--query") + 1], arguments).frame
        else:
            frame = run_sql(snapshot, rest[0]).frame
        assert frame.height > 0, words


@pytest.mark.model
@pytest.mark.timeout(900)
def test_the_story_that_the_tutorial_follows(snapshot):
    """The strike is one happening, told by several publishers, and its corrected toll stands."""
    rows = run_sql(
        snapshot,
        "SELECT event_id, sources, killed_best FROM events_current "
        "WHERE event_date_start = DATE '2024-03-05' AND country = 'UKR' ORDER BY sources DESC",
    ).frame.rows()
    event_id, sources, killed = rows[0]
    assert sources >= 3
    assert killed == 19
    assert run_named(snapshot, "figures", {"event": event_id}).frame.height >= 4


def test_links_lead_somewhere():
    folder = Path(__file__).parents[1] / "docs"
    for name in ("tutorial.md", "operator.md"):
        text = (folder / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (folder / target).exists(), (name, target)
