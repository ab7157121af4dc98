"""Feed bytes to one clean text: encoding decided, document type and unusable characters gone, entities resolved.

Both readers get the same text, so neither has to be trusted with encodings, entities or a document type.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from html.entities import html5

MAX_CHARS = 12_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Declared names and the supersets that are meant by them in practice.
_WIDER = {
    narrow: wide
    for wide, names in {
        "cp1252": "ascii us-ascii iso-8859-1 latin-1 latin1 iso8859-1",
        "cp1254": "iso-8859-9",
        "gb18030": "gb2312 gbk x-gbk",
        "cp949": "euc-kr ks_c_5601-1987",
        "cp932": "shift_jis shift-jis x-sjis",
        "big5hkscs": "big5",
        "cp874": "tis-620 iso-8859-11 windows-874",
        "utf-8": "utf8",
        "mac-cyrillic": "x-mac-cyrillic",
    }.items()
    for narrow in names.split()
}
_KNOWN = re.compile(
    r"(utf-(8|16|16-?le|16-?be|32)|(windows-|cp)125[0-8]|cp(1252|1254|874|949|932)|iso-8859-(1[0-6]?|[2-9])|koi8-[rut]|gb18030"
    r"|big5hkscs|euc-(jp|kr|tw)|iso-2022-(jp|kr)|mac-(cyrillic|roman)|ptcp154|viscii|tcvn)",
)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
# What XML 1.0 does not allow, and lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});|&(?!#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)")
_NUMBERED = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));")
_ROOT = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|channel|opml)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z_][A-Za-z0-9_.:-]{0,60})")
_EMPTY_ELEMENT = re.compile(r"<[^<>]{0,5000}/>\s*")
_ROOTS = {
    "rss": "rss",
    "channel": "rss",
    "feed": "atom",
    "rdf": "rdf",
    "urlset": "sitemap",
    "sitemapindex": "sitemap_index",
}
_HTML = frozenset(
    {"html", "head", "body", "div", "script", "meta", "title", "p", "h1", "center", "table", "span", "style"}
)
_INSTRUCTION = re.compile(r"<\?[^>]{0,500}>")
_TAG = re.compile(r"<[A-Za-z_][^<>]{0,2000}>")
_UNQUOTED = re.compile(r"(\s[A-Za-z_:][A-Za-z0-9_:.-]{0,60})=([^\s\"'<>=]{1,200})(?=[\s>/])")
_XML_FIVE = frozenset({"amp", "lt", "gt", "quot", "apos"})


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Text of `body`, and a note where bytes had to be replaced.

    A gzipped body (sitemaps often are) is unpacked. A byte order mark decides; then bytes that are UTF-8 are UTF-8,
    whatever is declared; then the XML declaration, the HTTP charset, and last Windows-1252.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(31).decompress(body, MAX_CHARS)
        except zlib.error:
            return "", "a gzip file that cannot be unpacked"
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name)
    declared = [name for name in (_declared_in(body), _declared_by(content_type)) if name]
    if body[:400].count(0) * 3 > len(body[:400]):
        return _decoded(body, "utf-16-le" if body[1:2] == b"\x00" else "utf-16-be")
    seven_bit = next((name for name in declared if name.startswith("iso2022")), None)
    candidates = [seven_bit] if seven_bit and b"\x1b" in body else []
    candidates += ["utf-8", *declared]
    for name in candidates:
        try:
            return body.decode(name), None
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged * 50 < sum(byte >= 0x80 for byte in body):  # a few broken letters in a UTF-8 text
        return text, f"{damaged} broken UTF-8 sequences"
    return _decoded(body, next((name for name in declared if name != "utf-8"), "cp1252"))


def _decoded(body: bytes, name: str) -> tuple[str, str | None]:
    try:
        return body.decode(name), None
    except (UnicodeDecodeError, LookupError):
        text = body.decode(name, "replace")
        return text, f"{text.count(chr(0xFFFD))} bytes that are no {name}"


def _declared_in(body: bytes) -> str | None:
    match = _DECLARATION.match(body[:400])
    return _usable(match.group(1).decode("ascii")) if match else None


def _declared_by(content_type: str | None) -> str | None:
    match = _CHARSET.search((content_type or "")[:300])
    return _usable(match.group(1)) if match else None


def _usable(name: str) -> str | None:
    """A text encoding that Python knows and that is not a trick (utf-7, unicode_escape, idna, ...)."""
    name = name.lower().replace("_", "-") if not name.lower().startswith("ks_c") else name.lower()
    name = _WIDER.get(name, name)
    if not _KNOWN.fullmatch(name) or name.startswith(("utf-16", "utf-32")):
        return None  # UTF-16 without a mark shows in its zero bytes; with none it is a wrong declaration
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def without_forbidden(text: str) -> str:
    """Text, at most MAX_CHARS of it, without the characters that XML does not allow."""
    return _FORBIDDEN.sub("", text[:MAX_CHARS])


def prepare(text: str) -> str:
    """XML text without declaration, document type, forbidden characters, HTML entities and bare ampersands.

    CDATA sections stay as they are. What comes before the first `<` goes, and so does the beginning of a text or tag
    at the end of a file that breaks off: half a link would lead to another page.
    """
    text = text[:MAX_CHARS]
    start = text.find("<")
    text = text[max(start, 0) :]
    if is_torn(text):
        text = text[: text.rfind(">") + 1]
    text = _FORBIDDEN.sub("", text)
    text = _without_prolog(text)
    root = _ROOT.search(text[:50_000])
    if root and root.start() and sniff(text) == "xml":
        text = text[root.start() :]  # what a broken server printed before its feed
    out: list[str] = []
    position = 0
    while True:
        cdata = text.find("<![CDATA[", position)
        if cdata < 0:
            out.append(_entities(text[position:]))
            return "".join(out)
        end = text.find("]]>", cdata)
        if end < 0:  # a section that never ends would swallow the rest of the file: read that as markup instead
            out.append(_entities(text[position:cdata]))
            out.append(_entities(text[cdata + len("<![CDATA[") :]))
            return "".join(out)
        out.append(_entities(text[position:cdata]))
        out.append(text[cdata : end + 3])
        position = end + 3


def repair(prepared: str) -> str:
    """A second try at a prepared text that could not be read: no comments and instructions, every attribute quoted."""
    out: list[str] = []
    position = 0
    while True:
        cdata = prepared.find("<![CDATA[", position)
        markup = prepared[position:] if cdata < 0 else prepared[position:cdata]
        markup = _INSTRUCTION.sub("", _without(markup, "<!--", "-->"))
        out.append(_TAG.sub(lambda match: _UNQUOTED.sub(r'\1="\2"', match.group()), markup))
        if cdata < 0:
            return "".join(out).lstrip()
        end = prepared.find("]]>", cdata)
        end = len(prepared) if end < 0 else end + 3
        out.append(prepared[cdata:end])
        position = end


def without_cdata(prepared: str) -> str:
    """A prepared text without its CDATA sections and comments."""
    return _without(_without(prepared, "<![CDATA[", "]]>"), "<!--", "-->")


def _without(markup: str, opening: str, closing: str) -> str:
    """Markup without what stands between two marks; what is never closed is read as markup."""
    out: list[str] = []
    position = 0
    while True:
        start = markup.find(opening, position)
        end = markup.find(closing, start + len(opening)) if start >= 0 else -1
        if end < 0:
            out.append(markup[position:])
            return "".join(out)
        out.append(markup[position:start])
        position = end + len(closing)


def hidden(prepared: str) -> Iterator[str]:
    """The CDATA sections and comments of a prepared text."""
    for opening, closing in (("<![CDATA[", "]]>"), ("<!--", "-->")):
        position = prepared.find(opening)
        while position >= 0:
            end = prepared.find(closing, position)
            if end < 0:
                break
            yield prepared[position + len(opening) : end]
            position = prepared.find(opening, end)


def is_torn(text: str) -> bool:
    """True where the file breaks off: its root element is never closed."""
    kind = sniff(text)
    if kind in ("html", "json", "text", "empty"):
        return False
    body = _without_prolog(text[text.find("<") :])
    element = _ROOT.search(body) if kind == "xml" else _ELEMENT.match(body)
    name = element.group()[1:] if element else ""
    if re.search(rf"</{re.escape(name)}\s*>", body[-20_000:], re.IGNORECASE):
        return False
    return _EMPTY_ELEMENT.fullmatch(body[:5100]) is None


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    return _NUMBERED.sub(_numbered, _NAMED.sub(_named, text))


def _named(match: re.Match[str]) -> str:
    name = match.group(1)
    if name is None:
        return "&amp;"
    if name in _XML_FIVE:
        return match.group()
    value = html5.get(name + ";")
    return f"&amp;{name};" if value is None else value.replace("&", "&amp;").replace("<", "&lt;")


def _numbered(match: re.Match[str]) -> str:
    code = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
    usable = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    if 0x80 <= code < 0xA0:  # numbers of Windows-1252 that editors left behind
        return bytes([code]).decode("cp1252", "ignore")
    return f"&#{code};" if usable else ""


def _without_prolog(text: str) -> str:
    """The text from its root element on: without declarations, comments, and the document type before it.

    No parser ever sees an entity that a file declares, nor an external one.
    """
    position = 0
    while True:
        while text[position : position + 1].isspace():
            position += 1
        if text.startswith("<!--", position):
            end = text.find("-->", position)
        elif text.startswith("<?", position):
            end = text.find("?>", position)
        elif text[position : position + 9].upper() == "<!DOCTYPE":
            end = _end_of_doctype(text, position)
        else:
            return text[position:]
        if end < 0:
            element = _ROOT.search(text, position)
            return text[element.start() :] if element else ""
        position = text.index(">", end) + 1


def _end_of_doctype(text: str, start: int) -> int:
    """Index of the `>` that ends the document type beginning at `start`; -1 where it has no end."""
    quote = ""
    depth = 0
    for index in range(start + 2, min(len(text), start + 200_000)):
        char = text[index]
        if quote:
            if char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in "[<":
            depth += 1
        elif char == "]" or (char == ">" and depth > 0):
            depth -= 1
        elif char == ">":
            return index
    return -1


def sniff(text: str) -> str:
    """What a text is by its first element: rss, rdf, atom, json, sitemap, sitemap_index, html, xml, text or empty."""
    head = text[:200_000].lstrip("\ufeff \t\r\n")
    if not head:
        return "empty"
    if head[0] in "{[":
        return "json"
    start = head.find("<")
    if start < 0:
        return "text"
    element = _ELEMENT.match(_without_prolog(head[start:]))
    if element is None:
        return "xml" if _ROOT.search(head) else "text"
    name = element.group(1).lower().rpartition(":")[2]
    if name in _HTML:
        return "html"
    return _ROOTS.get(name, "xml")
