"""Workers that read pages and texts are forked from a template that has loaded everything once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TASKS = Path("/proc/self/task")


@pytest.mark.skipif(not TASKS.is_dir(), reason="threads are counted by the system on Linux only")
@pytest.mark.parametrize(
    "warm_up",
    [
        pytest.param("from pipeline.reading import warm_engine as warm", id="texts"),
        pytest.param("from pipeline.extract.pool import _warm as warm", id="pages"),
    ],
)
def test_a_template_that_has_warmed_up_can_be_forked(warm_up: str) -> None:
    """It has one thread: with more each worker would load the models by itself."""
    code = f"{warm_up}; from pipeline.worker import threads; warm(); print(threads())"
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # as pipeline.pool starts it
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"
