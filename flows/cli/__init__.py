"""The command `dateline`. Results go to standard output, everything else to standard error.

Exit codes: 0 done; 1 something failed; 2 wrong usage or settings; 3 the home folder or disk refuses; 4 another run
holds the lock; 5 a data check failed and nothing was published; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def main() -> None:
    """Entry point: run the command line and turn every expected error into one line and an exit code."""
    import typer  # noqa: PLC0415 - nothing is imported before it is needed: `dateline parse` must start quickly

    from flows.cli.app import app  # noqa: PLC0415
    from pipeline.errors import DatelineError  # noqa: PLC0415

    # typer brings a click of its own from 0.20 on; both name the root of their usage errors so
    click_error: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
    try:
        code = app(standalone_mode=False)
    except DatelineError as error:
        print(f"dateline: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        code = error.exit_code
    except typer.Exit as leave:
        code = leave.exit_code
    except (KeyboardInterrupt, typer.Abort):
        print("dateline: interrupted; the next run goes on where this one stopped", file=sys.stderr)  # noqa: T201
        code = 130
    except BrokenPipeError:  # `dateline sql … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except click_error as error:
        error.show(sys.stderr)
        code = 2
    except Exception as error:
        if os.environ.get("DATELINE_DEBUG"):
            raise
        words = " ".join(str(error).split())[:300]
        print(f"dateline: unexpected {type(error).__name__}: {words}; DATELINE_DEBUG=1 shows where", file=sys.stderr)  # noqa: T201
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
