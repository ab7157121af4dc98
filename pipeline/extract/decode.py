"""Bytes of a page to one tree: which charset, how large, how deep."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes
from lxml.etree import ElementDefaultClassLookup
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_BYTES = 20_000_000
"""Bytes of a page that are read, after decompression; the largest real article page seen had 4 MB."""
MAX_ELEMENTS = 150_000
"""Elements of a tree that is read; the largest real article page seen had 21,000."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000,}>?")
_TAG_NAME = re.compile(rb"<[a-zA-Z][\w:-]{0,40}")
_ATTRIBUTE = re.compile(rb"\s[\w:.-]{1,60}(?:\s|=|$)")
_XML_DECLARATION = re.compile(rb"\s{0,99}<\?xml[^>]{0,300}>", re.IGNORECASE)

# What pages call these charsets and what browsers read them as (WHATWG Encoding, names and labels).
_AS_BROWSERS_READ = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "l1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "big5": "big5hkscs", "x-euc-jp": "euc_jp",
    "unicode": "utf-16-le", "utf-16": "utf-16-le", "iso-8859-8-i": "iso-8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
}  # fmt: skip


_ON_THE_WEB = [
    "cp1252", "cp1251", "cp1250", "cp1256", "gb18030", "cp932", "euc_jp", "cp949", "big5", "cp1254", "cp1253",
    "cp1255", "cp1257", "koi8_r", "koi8_u", "iso8859_2", "cp874", "cp1258",
]  # fmt: skip
"""What detection chooses among: charsets that pages are written in, none of the Macintosh or of terminals."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read."""

    tree: HtmlElement
    text: str
    """The source, decoded."""
    cut: bool
    """The page was larger, its compression broke off, or the tree was too large: what there is was read."""


class UnreadableError(Exception):
    """The bytes hold no HTML tree; the message says why."""


def inflate(body: bytes, encoding: str | None) -> tuple[bytes, bool]:
    """Undo a gzip or deflate that the archive kept, at most MAX_BYTES. Returns the bytes and whether they are cut."""
    gzipped = body[:3] == b"\x1f\x8b\x08"
    if not gzipped and (encoding or "").strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body[:MAX_BYTES], len(body) > MAX_BYTES
    out = bytearray()
    rest = body
    for _ in range(1000):  # members of a gzip file
        machine = zlib.decompressobj(31 if gzipped else 15)
        try:
            out += machine.decompress(rest, MAX_BYTES - len(out))
        except zlib.error:
            if not out and not gzipped:
                return body[:MAX_BYTES], len(body) > MAX_BYTES  # the header spoke of a coding that was undone already
            return bytes(out), True
        rest = machine.unused_data
        if not machine.eof:
            return bytes(out), True
        if len(out) >= MAX_BYTES:
            return bytes(out), bool(rest)
        if not gzipped or rest[:3] != b"\x1f\x8b\x08":
            break
    return bytes(out), False


def decode(data: bytes, content_type: str | None) -> str:
    """Text of a page: byte order mark, UTF-8 where the bytes prove it, header, meta, detection; never an error.

    Valid UTF-8 with characters beyond ASCII is believed before any declaration: no other charset's text happens to
    be valid UTF-8 at length, while declared charsets are often what the server always says.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _declared(data, content_type)
    if b"\x00" in data[:4096]:
        wide = _wide(data)
        if wide:
            return data.decode(wide, "replace")
    if not (declared and declared[0].startswith(("iso-2022", "iso2022", "hz", "utf-7"))):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in declared:
        if name.replace("_", "-") in ("utf-8", "utf8", "utf-7", "utf7"):
            continue
        try:
            text = data.decode(_AS_BROWSERS_READ.get(name, name), "replace")
        except LookupError:
            continue
        if text.count("\ufffd") * 500 <= len(text) and not (name in _LATIN and _of_another_script(text)):
            return text
    text = data.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") * 20 <= beyond:  # UTF-8 with a few broken bytes
        return text
    sample = data if len(data) <= 60_000 else data[:30_000] + data[len(data) // 2 : len(data) // 2 + 30_000]
    best = from_bytes(sample, cp_isolation=_ON_THE_WEB).best()
    if best is not None:
        return data.decode(_AS_BROWSERS_READ.get(best.encoding, best.encoding), "replace")
    return text


_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii"})
"""What servers declare that declare the same of every page."""
_ACCENTED = re.compile("[\u00c0-\u00ff]{4,}")


def _of_another_script(text: str) -> bool:
    """Whole words of accented letters: Cyrillic or Greek bytes read as Latin ones."""
    strange = sum(len(run) for run in _ACCENTED.findall(text))
    return strange >= 40 and 2 * strange > sum(map(text.count, map(chr, range(0xC0, 0x100))))


def _declared(data: bytes, content_type: str | None) -> list[str]:
    """Charsets as the header and the first 4 kB of the page declare them, lower case."""
    names: list[str] = []
    match = _HEADER_CHARSET.search((content_type or "")[:500])
    if match:
        names.append(match[1].lower())
    meta = _META_CHARSET.search(data[:4096])
    if meta:
        names.append(meta[1].decode("ascii", "ignore").lower())
    return names


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as a zero in every other byte."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    half = min(len(data), 4096) // 2
    if odd > half * 0.4 and even < odd / 4:
        return "utf-16-le"
    if even > half * 0.4 and odd < even / 4:
        return "utf-16-be"
    return None


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    """A tag of 100,000 attributes takes libxml2 three minutes (it compares each with all before); a long JSON none."""
    if sum(1 for _ in islice(_ATTRIBUTE.finditer(tag[0]), 2001)) <= 2000:
        return tag[0]
    name = _TAG_NAME.match(tag[0])
    return name[0] + b">" if name else b""


def _parser() -> HTMLParser:
    parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    # lxml.html asks a Python function for the class of every element it shows: a tenth of the time of a page.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def parse(text: str, *, cut: bool = False) -> Page:
    """One tree of a decoded page. Raises UnreadableError where there is none."""
    data = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    declaration = _XML_DECLARATION.match(data[:500])
    if declaration:
        data = data[declaration.end() :]
    if any(len(piece) > 20_000 and b">" not in piece[:20_000] for piece in data.split(b"<")):
        data = _LONG_TAG.sub(_without_attributes, data)
    if not data.strip():
        raise UnreadableError("the page is empty")
    try:
        tree = document_fromstring(data, parser=_parser())
    except Exception as error:  # lxml raises what libxml2 gives it
        raise UnreadableError(f"no HTML tree ({type(error).__name__}: {error})"[:300]) from error
    if data.count(b"<") > MAX_ELEMENTS and next(islice(tree.iter(), MAX_ELEMENTS, None), None) is not None:
        cut = True
        for element in list(islice(tree.iter(), MAX_ELEMENTS, None)):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    return Page(tree, text, cut)
