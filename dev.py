#!/usr/bin/env python3
"""Set up and run: `python3 dev.py demo | test | lint | bench | setup | COMMAND ...`.

Needs Python 3.11 or newer and pip, nothing else. The first call puts uv into .tools/ and the locked dependencies,
with their hashes checked, into .venv/; later calls only look whether the lock file changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
UV = "uv==0.13.9"

BIN = VENV / ("Scripts" if sysconfig.get_platform().startswith("win") else "bin")


def call(*command: str | Path) -> None:
    """Run a command; leave with its exit code where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def set_up() -> None:
    """Bring .venv up to the lock file. Does nothing where it is up to it already."""
    if sys.version_info < (3, 11):
        sys.exit(f"dev.py: Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    stamp = VENV / "dateline.lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        print("dev.py: getting uv, the installer", file=sys.stderr)
        # --target works where pip refuses to touch the system's Python, and needs no venv module
        call(
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--upgrade",
            "--target",
            TOOLS,
            UV,
        )
    print("dev.py: installing the locked dependencies into .venv (about 1.3 GB, a minute or two)", file=sys.stderr)
    # certificates of the system, as pip takes them: behind a company's proxy uv's own list is not enough
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")
    if not (BIN / "python").exists():
        call(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    call(uv, "pip", "sync", "--quiet", "--python", VENV, "--require-hashes", "--compile-bytecode", LOCK)
    # hatchling, which builds the editable install, is locked too
    call(uv, "pip", "install", "--quiet", "--python", VENV, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    call(BIN / "dateline", "gazetteer", "build")
    stamp.write_text(wanted, encoding="utf-8")


def main() -> None:
    """Set up, then do what was asked."""
    what, *rest = sys.argv[1:] or ["--help"]
    if what in ("-h", "--help"):
        sys.exit(__doc__)
    set_up()
    python = BIN / "python"
    if what == "setup":
        return
    if what == "test":
        # two workers on two cores; the tests share nothing but what each worker makes for itself, and one that
        # has none left takes from the other: the slow ones stand together
        call(python, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *rest)
    elif what == "lint":
        call(BIN / "ruff", "check", ".")
        call(BIN / "ruff", "format", "--check", ".")
        call(BIN / "mypy")
        call(BIN / "lint-imports")
    elif what == "bench":
        name, *options = rest or sys.exit("dev.py: bench NAME, a file of benchmarks/ without .py")
        call(python, ROOT / "benchmarks" / f"{name}.py", *options)
    else:
        call(BIN / "dateline", what, *rest)


if __name__ == "__main__":
    main()
