"""Elements by the standard library's tree, so that every text and attribute is escaped by its serialiser."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

Child = ET.Element | str | None


def node(tag: str, /, *children: Child, **attributes: str) -> ET.Element:
    """One element. A trailing "_" in an attribute's name is dropped and "__" becomes ":" (class_, xml__lang)."""
    element = ET.Element(tag, {_name(key): value for key, value in attributes.items()})
    last: ET.Element | None = None
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            if last is None:
                element.text = (element.text or "") + child
            else:
                last.tail = (last.tail or "") + child
        else:
            element.append(child)
            last = child
    return element


def html_page(root: ET.Element) -> bytes:
    return ("<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n").encode()


def xml_document(root: ET.Element) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n").encode()


def script_json(value: Any) -> str:
    """JSON that may stand in a <script>, whose text no serialiser escapes: "</script>" must not end it."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _name(key: str) -> str:
    return key.rstrip("_").replace("__", ":").replace("_", "-")
