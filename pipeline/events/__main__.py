"""`python -m pipeline.events [--date D] [FILE ...]`: the lines of `dateline parse` alone."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from pipeline.errors import DatelineError
from pipeline.events import json_line, load_engine, parse_files


def main() -> int:
    """Print one line for each mention; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.events", description="Read events out of texts.")
    parser.add_argument("--date", type=date.fromisoformat, help="publication date of texts that do not carry their own")
    parser.add_argument("files", nargs="*", metavar="FILE", help="texts; standard input without")
    args = parser.parse_args()
    try:
        for row in parse_files(args.files, load_engine(), args.date):
            sys.stdout.write(json_line(row) + "\n")
    except DatelineError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
