"""Names of authors out of the texts that carry them."""

from __future__ import annotations

import re

_SPLIT = re.compile(
    r"\s*(?:;|\||\n|(?<=\w{3})/(?=\w{3})|\s/\s|,\s(?=\S+\s\S)|、|\s(?:and|und|et|y|och|og|en|и|та|i|dan|e|ve|&|\+|with|mit)\s)\s*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written|words|story|text|texte|reported|edited|posted|published|analysis|opinion)\s{1,3})?"
    r"(?:by|von|vom|par|por|di|door|av|af|oleh|от|автор|autor|author|tekst|text|penulis|reporter|yazar|oleh)"
    r"(?:\s{0,3}:\s{0,3}|\s{1,3})",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s*[,(|–-]\s*(?:[^\s,]{1,20}\s){0,4}(?:correspondent|reporter|editor|writer|columnist|redakteur\w*|redaktion\w*|journalist\w*|"
    r"korrespondent\w*|chef\w*)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_ROLE_ALONE = re.compile(
    r"(?:[\w-]{2,20}\s){0,4}(?:correspondent|reporter|editor|writer|columnist|redakteur(?:in)?|journalist(?:in)?|"
    r"korrespondent(?:in)?|contributor|photographer)",
    re.IGNORECASE,
)
_ROLE_AFTER = re.compile(r"\s*(?:기자|특파원|記者|특별취재팀|편집위원|編集委員)$")
_PLACE_AFTER = re.compile(r"^(\S{2,30} \S{2,30}), (?!(?:Jr|Sr|II|III|IV|MD|PhD|Dr)\b)\w{3,20}$")
_ADDRESS = re.compile(r"https?:|//|@|www\.|\w/\w+/")
_TIME = re.compile(r"\d{4}|\d{1,2}[:.]\d{2}")
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_PLAIN = re.compile(r"[\W_]+|^www\.|^the\s|\.(?:com|org|net|de|fr|uk|it|es|at|ch|eu|tv|co)\b", re.IGNORECASE)
_DESKS = frozenset({
    "admin", "administrator", "editor", "editors", "staff", "newsroom", "newsdesk", "redaktion", "online",
    "webmaster", "anonymous", "agency", "agencies", "newswire", "redaction", "redacción", "redazione",
    "redactie", "redaksjonen", "redaktionen", "redakcja", "редакция", "редакція", "yönetici", "staffreporter",
    "staffwriter", "newsstaff", "onlineredaktion", "unknown", "none", "null", "website", "user", "root",
    "webdesk", "author",
})  # fmt: skip


def names_in(text: str) -> list[str]:
    """The names that one author text holds: "A und B", "A; B", "By A, B and C"."""
    if text.lstrip()[:8].lower().startswith(("http://", "https://", "//", "www.")):
        return []
    return [piece for piece in _SPLIT.split(_MARKUP.sub(" ", text[:1000])) if piece and piece.strip()]


def tidy_names(names: list[str]) -> tuple[str, ...]:
    """Names without prefixes, roles and addresses, each once, in their order."""
    kept: list[str] = []
    seen: set[str] = set()
    for name in names[:60]:
        text = " ".join(name.split())
        by = _BY.match(text)
        if by:
            text = text[by.end() :]
        text = _PLACE_AFTER.sub(r"\1", _ROLE_AFTER.sub("", _ROLE.sub("", text))).strip(" ,;|:–—-\u2022·")
        if (
            text[:1] == "("
            or text.count("(") != text.count(")")
            or len(text) < 2
            or len(text) > 80
            or _ADDRESS.search(text)
            or _TIME.search(text)
        ):
            continue
        if kept and _ROLE_ALONE.fullmatch(text):
            continue  # "Mara Lind, Transport Correspondent" is one author
        if not any(char.isalpha() for char in text) or text.lower() in seen:
            continue
        seen.add(text.lower())
        kept.append(text)
    return tuple(kept[:20])


def plain_name(text: str) -> str:
    """A name reduced to what two spellings of it share."""
    return _PLAIN.sub("", text.strip().lower())


def same_name(text: str, site: str) -> bool:
    """Whether a part of a title names the site: "BILD.de" and "BILD", "Die Tageszeitung" and "Tageszeitung"."""
    one, two = plain_name(text), plain_name(site)
    if not one or not two:
        return False
    return one == two or (len(one) > 3 and one in two) or (len(two) > 3 and two in one and len(one) < len(two) + 14)


def is_publisher(name: str, publishers: list[str]) -> bool:
    """Whether an author's name is the publisher's own, or a desk's."""
    plain = plain_name(name)
    if plain in _DESKS:
        return True
    for publisher in publishers:
        other = plain_name(publisher)
        if plain == other or (
            min(len(plain), len(other)) > 4 and abs(len(plain) - len(other)) <= 8 and (plain in other or other in plain)
        ):
            return True
    return False
