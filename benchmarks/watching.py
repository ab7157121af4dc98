"""What a command uses, with all processes below it: time, processor time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path


def backfill_words(home: Path, folder: Path, first: object = None, last: object = None) -> list[str]:
    """What follows `dateline` to backfill a folder of WARC files into a home."""
    words = ["--home", str(home), "backfill", "--source", "warc", "--path", str(folder), "--json", "--plain"]
    return [*words, "--from", str(first), "--to", str(last)] if first else words


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flows.cli", *words]


def environment() -> dict[str, str]:
    """As a user's: Python may keep what it compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"DATELINE_NOW": "2026-01-01T00:00:00+00:00"}


class Watch(threading.Thread):
    """Largest sum of memory of a process and of all below it, looked at ten times a second, and the processor time of
    all that were seen: what workers used that nobody waited for is in no account of the kernel's."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.alone, self.over = pid, 0, 0, False
        self.lately = 0
        """The largest sum since somebody set it to 0."""
        self.used: dict[int, float] = {}

    def run(self) -> None:
        while not self.over:
            self.look()
            time.sleep(0.1)
        self.look()

    def look(self) -> None:
        family = [self.pid]
        for pid in family:
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    family += map(int, (task / "children").read_text().split())
            except OSError:
                continue
        self.used |= {pid: seconds for pid in family if (seconds := processor_of(pid))}
        sizes = [_resident(pid) for pid in family]
        self.most, self.alone = max(self.most, sum(sizes)), max(self.alone, sizes[0])
        self.lately = max(self.lately, sum(sizes))

    @property
    def processor(self) -> float:
        """Processor seconds so far."""
        return sum(self.used.copy().values())


def processor_of(pid: int) -> float:
    """Processor seconds of a process so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """Bytes that a process holds alone or with its share of what it holds with others."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def timed(arguments: list[str]) -> tuple[float, float, Watch]:
    """Seconds, processor seconds and memory of a command."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = Watch(process.pid)
    watch.start()
    out, err = process.communicate()
    watch.over = True
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{' '.join(arguments)}\n{out.decode()}{err.decode()}")
    return seconds, watch.processor, watch
