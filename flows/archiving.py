"""What all archive files of ours say of the software that wrote them."""

from __future__ import annotations

SOFTWARE = "dateline"
