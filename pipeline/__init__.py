"""Dateline's stages; each room is a stage of its own, see docs."""

import os

# Before anything imports numpy: matrices here are small, threads of the BLAS only wait for each other (and burn a
# processor each while they do), and workers are processes anyway.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
