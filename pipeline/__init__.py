"""Dateline's stages; each room is a stage of its own, see docs.

What a program of yours may use is named here and documented in docs/python.md; it is loaded when it is first used, so
that `import pipeline` costs next to nothing. Everything else may change without notice.
"""

import os
from typing import TYPE_CHECKING, Any

# Before anything imports numpy: matrices here are small, threads of the BLAS only wait for each other (and burn a
# processor each while they do), and workers are processes anyway.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from pipeline.api import Mention as Mention
    from pipeline.api import QueryError as QueryError
    from pipeline.api import Question as Question
    from pipeline.api import Snapshot as Snapshot
    from pipeline.api import WarcReading as WarcReading
    from pipeline.api import open_snapshot as open_snapshot
    from pipeline.api import parse_text as parse_text
    from pipeline.api import process_warc as process_warc

__all__ = [
    "Mention",
    "QueryError",
    "Question",
    "Snapshot",
    "WarcReading",
    "open_snapshot",
    "parse_text",
    "process_warc",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from pipeline import api  # noqa: PLC0415 - the point of it

        return getattr(api, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
