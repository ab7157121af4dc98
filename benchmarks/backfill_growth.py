"""How a backfill grows with the number of captures: what its stages took on the way, also of a run that was ended.

What was measured is kept as JSON beside the plot, a run a size; sizes measured another time stay in it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, log10
from pathlib import Path

from past_pages import FIRST, write_warcs
from watching import Watch, backfill_words, command, environment, timed

STAGES = ("archive", "pages", "texts", "relate", "publish")
_A_DAY = 500  # as past_pages dates them
_LOOK = 2.0
_WAY = (1000, 3000, 10_000, 30_000, 100_000)
_BOUND = 1500
Point = tuple[int, float, float]


@dataclass
class Mark:
    """Where a run was at a moment."""

    stage: str
    done: int
    """Captures that the stage had done; those of the stages before it are done all."""
    seconds: float
    processor: float
    mb: float
    """The largest since the mark before, all processes together."""


@dataclass
class Run:
    """A backfill of so many captures, as far as it came."""

    captures: int
    ended: bool = False
    seconds: float = 0.0
    processor: float = 0.0
    main_mb: float = 0.0
    mb: float = 0.0
    home_mb: float = 0.0
    again: float | None = None
    """Seconds of the same command once more."""
    course: list[Mark] = field(default_factory=list)

    def stages(self) -> list[tuple[str, int, float, float]]:
        """Of each stage that was reached: its name, captures done, processor seconds and largest MB."""
        found, before = [], 0.0
        for stage in STAGES:
            marks = [mark for mark in self.course if mark.stage == stage]
            if marks:
                last = marks[-1]
                found.append((stage, last.done, last.processor - before, max(mark.mb for mark in marks)))
                before = last.processor
        return found

    def at(self, count: int) -> tuple[float, float] | None:
        """Processor seconds and largest MB until every stage but the last had done `count` captures; None where one
        did not come so far."""
        processor, most, before = 0.0, 0.0, 0.0
        for stage in STAGES[:-1]:
            marks = [mark for mark in self.course if mark.stage == stage]
            reached = next((n for n, mark in enumerate(marks) if mark.done >= count), None)
            if reached is None:
                return None
            processor += marks[reached].processor - before
            most = max(most, *(mark.mb for mark in marks[: reached + 1]))
            before = marks[-1].processor
        return processor, most


def growth(options: argparse.Namespace) -> None:
    """A range of each size from nothing and once more; what a run reached that had no time to end."""
    plot = Path(options.plot)
    data = plot.with_suffix(".json")
    runs = {run.captures: run for run in load(data)} if data.exists() else {}
    for count in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            runs[count] = measure(
                count, Path(name), options.pages_in, options.short, options.minutes, data.with_suffix(".part.json")
            )
        data.write_text(dump(runs.values()), encoding="utf-8")
        print(f"{count:,} captures: {runs[count].seconds:.0f} s", flush=True)
    data.with_suffix(".part.json").unlink(missing_ok=True)
    shown = [runs[count] for count in sorted(runs)]
    print("\n".join(tables(shown)))
    plot.write_text(drawing(shown), encoding="utf-8")


def load(path: Path) -> list[Run]:
    return [
        Run(**{**run, "course": [Mark(**mark) for mark in run["course"]]})
        for run in json.loads(path.read_text(encoding="utf-8"))
    ]


def dump(runs: Iterable[Run]) -> str:
    """As JSON, a line a mark."""
    text = json.dumps([asdict(run) for run in runs], indent=1)
    return re.sub(r"\{\s+(\"stage\"[^}]*?)\s+\}", lambda m: "{" + re.sub(r"\n\s+", " ", m[1]) + "}", text) + "\n"


# --- a run -----------------------------------------------------------------------------------------


def measure(count: int, place: Path, pages: Path | None, short: bool, minutes: float | None, part: Path) -> Run:
    """Backfill so many captures, made now or before (`pages`); what is known so far is written to `part`."""
    if pages is None:
        pages = place / "in"
        write_warcs(pages, count, a_day=_A_DAY, short=short)
    home, steps = place / "home", place / "steps"
    words = backfill_words(home, pages, FIRST, FIRST + timedelta(days=(count - 1) // _A_DAY))
    steps.touch()
    run, began = Run(count), time.monotonic()
    process = subprocess.Popen(
        [sys.executable, __file__, str(steps), *words],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process.pid)
    watch.start()
    while not run.ended and (minutes is None or time.monotonic() - began < minutes * 60):
        try:
            process.wait(_LOOK)
            run.ended = True
        except subprocess.TimeoutExpired:
            pass
        _mark(run, steps, watch, began)
        part.write_text(dump([run]), encoding="utf-8")
    process.kill()
    _, trouble = process.communicate()
    watch.over = True
    watch.join()
    if run.ended and process.returncode:
        sys.exit(f"the backfill of {count} captures failed: {trouble}")
    run.course = _thinned(run.course)
    if run.ended:
        run.again, _, _ = timed(command(*words))
    run.home_mb = _megabytes(home)
    return run


def _mark(run: Run, steps: Path, watch: Watch, began: float) -> None:
    done = dict.fromkeys(STAGES, 0)
    for line in steps.read_text(encoding="utf-8").splitlines():
        stage, count = _step(line)
        done[stage] += count
    # the archive is one step; its files are closed every 2,000 captures
    files = sum(1 for _ in (steps.parent / "home" / "archive").rglob("*.warc.gz"))
    done["archive"] = run.captures if done["archive"] else min(files * 2000, run.captures - 1)
    # a stage is under way from the end of the last step of the one before
    stage = STAGES[0]
    for before, after in pairwise(STAGES):
        if done[before] >= run.captures or done[after]:
            stage = after
    if run.course and run.course[-1].stage != stage:
        # what the stages before had not told when they were looked at last
        run.course[-1].done = run.captures
    run.seconds, run.processor = time.monotonic() - began, watch.processor
    run.main_mb, run.mb = watch.alone / 1e6, watch.most / 1e6
    now = Mark(stage, min(done[stage], run.captures), round(run.seconds, 1), round(run.processor, 1), 0.0)
    now.mb, watch.lately = round(watch.lately / 1e6), 0
    run.course.append(now)


def _thinned(course: list[Mark]) -> list[Mark]:
    """The course with marks a tenth apart in each stage, and the last of each."""
    kept: list[Mark] = []
    most = 0.0
    for mark, after in zip(course, [*course[1:], None], strict=True):
        most = max(most, mark.mb)
        before = kept[-1].done if kept and kept[-1].stage == mark.stage else 0
        if after is None or after.stage != mark.stage or mark.done > before * 1.1:
            kept.append(replace(mark, mb=most))
            most = 0.0
    return kept


def _step(name: str) -> tuple[str, int]:
    """Stage of a step that has ended, and the captures that it was for."""
    if found := re.fullmatch(r"(extract|read) (\d+) \w+", name):
        return ("pages" if found[1] == "extract" else "texts"), int(found[2])
    if found := re.fullmatch(r"relate (\S+) to (\S+)", name):
        return "relate", ((date.fromisoformat(found[2]) - date.fromisoformat(found[1])).days + 1) * _A_DAY
    return ("publish", 1) if name == "publish" else ("archive", 1)


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def watched_command(steps: str, *words: str) -> None:
    """The command itself, in this process; every step that ends is noted in a file."""
    from flows.cli import main
    from flows.context import Plain

    real = Plain.call

    def call(self: Plain, name: str, step: object, **more: int) -> object:
        found = real(self, name, step, **more)  # type: ignore[arg-type]
        with Path(steps).open("a", encoding="utf-8") as file:
            file.write(name + "\n")
        return found

    Plain.call = call  # type: ignore[assignment, method-assign]
    sys.argv = ["dateline", *words]
    main()


# --- tables and plot -------------------------------------------------------------------------------


def tables(runs: list[Run]) -> list[str]:
    """A row a size, and a row a stage of each size."""
    lines = [
        "| captures | seconds | processor s | ms a capture | main process MB | with workers MB | home MB | repeat s |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for run in runs:
        again = f"{run.again:.1f} ({run.again / run.seconds:.1%})" if run.again is not None else "not ended"
        per = f"{run.processor / run.captures * 1000:.1f}" if run.ended else ""
        lines.append(
            f"| {run.captures:,} | {run.seconds:.0f} | {run.processor:.0f} | {per} | {run.main_mb:.0f} | {run.mb:.0f} "
            f"| {run.home_mb:.0f} | {again} |"
        )
    lines += ["", "| captures | stage | of them done | processor s | ms each | largest MB |"]
    lines += ["| ---: | --- | ---: | ---: | ---: | ---: |"]
    for run in runs:
        for stage, done, processor, most in run.stages():
            each = f"{processor / done * 1000:.1f}" if done > 1 else ""
            lines.append(f"| {run.captures:,} | {stage} | {done:,} | {processor:.0f} | {each} | {most:.0f} |")
    return lines


def points(runs: list[Run]) -> tuple[list[Point], list[Point]]:
    """Captures, processor seconds and largest MB: of runs that ended, and on the way of the largest run, where each
    stage had done so many."""
    ended = [(run.captures, run.processor, run.mb) for run in runs if run.ended]
    largest = max(runs, key=lambda run: run.captures)
    way = [(count, *found) for count in _WAY if count < largest.captures and (found := largest.at(count))]
    return ended, way


def drawing(runs: list[Run]) -> str:
    """Processor seconds and memory over the number of captures, all axes logarithmic, as SVG."""
    ended, way = points(runs)
    most = max(ended + way)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 360" font-family="sans-serif" font-size="12">',
        '<rect width="860" height="360" fill="white"/>',
        *_panel(0, "processor seconds", ended, way, 1, [(1, most[1] / most[0]), (most[0], most[1])], "proportional"),
        *_panel(430, "MB, all processes", ended, way, 2, [(1, _BOUND), (most[0], _BOUND)], "bound: 1,500 MB"),
        '<text x="60" y="345">filled: runs from nothing to the end; '
        f"hollow: on the way of the run of {max(run.captures for run in runs):,}, each stage as far</text></svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(
    left: int, name: str, ended: list[Point], way: list[Point], column: int, line: list[tuple[float, float]], meant: str
) -> list[str]:
    """One pair of axes, the points of a column, and a dashed line through two points in captures and that unit."""
    counts = [point[0] for point in ended + way]
    values = [point[column] for point in ended + way]
    low_x, high_x = floor(log10(min(counts))), ceil(log10(max(counts)) + 0.01)
    low_y, high_y = floor(log10(min(values))), ceil(log10(max(*values, 1.0)) + 0.01)

    def x(count: float) -> float:
        return left + 60 + (log10(count) - low_x) / (high_x - low_x) * 340

    def y(value: float) -> float:
        return 290 - (log10(value) - low_y) / (high_y - low_y) * 240

    parts = [f'<text x="{left + 60}" y="30" font-size="14">{name} over captures</text>']
    for power in range(low_x, high_x + 1):
        parts.append(f'<path d="M{x(10**power):.1f} 50V290" stroke="#ddd"/>')
        parts.append(f'<text x="{x(10**power):.1f}" y="308" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        parts.append(f'<path d="M{left + 60} {y(10**power):.1f}H{left + 400}" stroke="#ddd"/>')
        parts.append(f'<text x="{left + 54}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10**power:,}</text>')
    (_, first), (_, last) = line
    # both lines are straight here: it is enough to draw them from edge to edge of the points
    slope = (last / first) ** (1 / (log10(line[1][0]) or 1))
    ends = [(count, last * slope ** (log10(count) - log10(line[1][0]))) for count in (min(counts), max(counts))]
    way_of_line = "L".join(f"{x(count):.1f} {y(value):.1f}" for count, value in ends)
    parts.append(f'<path d="M{way_of_line}" stroke="#888" stroke-dasharray="5 4" fill="none"/>')
    parts.append(f'<text x="{left + 70}" y="66" fill="#666">dashed: {meant}</text>')
    for found, fill in ((way, "white"), (ended, "#1f77b4")):
        for point in found:
            a, b = x(point[0]), y(point[column])
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" stroke="#1f77b4" stroke-width="2" fill="{fill}"/>')
            if fill != "white" or point[0] not in {other[0] for other in ended}:
                parts.append(f'<text x="{a:.1f}" y="{b - 9:.1f}" text-anchor="middle">{point[column]:,.0f}</text>')
    return parts


if __name__ == "__main__":
    watched_command(*sys.argv[1:])
