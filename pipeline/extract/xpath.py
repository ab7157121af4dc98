"""XPath with types."""

from __future__ import annotations

from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement


def elements(path: XPath, tree: HtmlElement, **variables: str) -> list[HtmlElement]:
    """The elements that a path selects."""
    return cast("list[HtmlElement]", path(tree, **variables))
