"""Addresses: what a link points to, and under which key the same page is always filed.

`canonical_url` gives the *key* of a page, never the address to ask for: it writes `https` for both web schemes,
leaves out `www.` and what only says where a reader came from. A request goes to the address as it was found.

Every function raises `UsageError` on what is no web address (another scheme, no host, a port that is no number,
a user name in the address, more than 4,000 characters); callers turn that into a failure row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit

import idna

from pipeline.errors import UsageError

MAX_LENGTH = 4000

_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PATH_SAFE = "!$&'()*+,;=:@/"
_QUERY_SAFE = "!$&'()*+,;=:@/?"
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_HOST_CHARS = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?){0,126}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")
_SESSION = re.compile(r";(jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

# Parameters that only say where a reader came from, whatever their value is.
_TRACKING_PREFIXES = tuple(
    """
    utm_ utm- pk_ piwik_ mtm_ matomo_ hsa_ ns_ at_ xtor xtref _hs __hs trk_ vero_ oly_ wt_mc wt.mc wt_zmc mc_
    ga_ stm_ cm_mmc itm_ bsft_ fb_action_ fb_ref fb_source sc_src sc_cid __cft__ __tn__ mkt_ dm_i sfmc_
    nr_email traffic_source tduid
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id rdt_cid
    epik irclickid srsltid _ga _gl _ke _openstat wickedid rb_clickid s_cid s_kwcid ef_id cmpid cmp cmpgn icid
    ito ocid smid smtyp emc soc_src soc_trk taid tblci tpcc mbid sr_share spm hsctatracking ncid dicbo
    guccounter guce_referrer guce_referrer_sig __twitter_impression ref_src ref_url cvid phpsessid jsessionid
    cfid cftoken action_object_map action_type_map action_ref_map share_id sharetoken rsstime xing_share wprov
    zanpid mod_rss rss_id traffictype trackingid elqtrackid elqtrack elq elqaid elqat elqcampaignid
    """.split()  # noqa: SIM905
)
# Parameters that may choose content: left out only with a value that names a channel.
_CHANNEL = frozenset(
    """
    ref source src from via partner feed origin referrer referer rss mod channel medium campaign cid share
    shared sharetype output outputtype app fr ft hp feedname feedtype maca
    """.split()  # noqa: SIM905
)
_CHANNEL_VALUES = frozenset(
    """
    rss rss1 rss2 rss2.0 rssfeed rss_feed rss-feed rss_all rss-homepage feed feeds feedburner atom twitter tw
    facebook fb whatsapp telegram linkedin instagram pinterest reddit flipboard email newsletter googlenews
    google_news google-news yahoo msn smartnews upday apple_news applenews social amp push
    """.split()  # noqa: SIM905
)
# Switches that change how a page looks, not what it says: ?amp, ?amp=1, ?rss=true.
_SWITCHES = frozenset({"amp", "rss", "share", "shared"})
_ON = frozenset({"", "1", "true", "yes"})


def resolve(base: str | None, link: str) -> str:
    """Absolute http(s) address of `link` found on `base`, cleaned as browsers clean it, otherwise as written.

    Surrounding blanks and control characters go, line breaks and tabs inside too, and a backslash before the query
    is a slash. The fragment stays. Raises UsageError where no web address comes out.
    """
    link = _strip(link)
    if not link:
        raise UsageError("an empty link is no address")
    if len(link) > MAX_LENGTH:
        raise UsageError(f"an address of {len(link)} characters is too long", hint=f"at most {MAX_LENGTH}")
    head, mark, tail = _cut_query(link)
    if base is not None or head[:5].lower().startswith("http"):
        link = head.replace("\\", "/") + mark + tail
    try:
        joined = urljoin(_strip(base), link) if base else link
    except ValueError as error:
        raise UsageError(f"not an address ({error})", url=link[:200]) from error
    _split(joined)
    return joined


def canonical_url(url: str, base: str | None = None) -> str:
    """The key of a page: equal for addresses that name the same page, different where that is not certain.

    Merged: http and https; letter case of scheme and host; `www.`; default ports; names and their punycode; the
    spellings of an IP address; percent-encoding; dot segments; slashes at the end; order of parameters (those of one
    name keep theirs); tracking and session parameters; fragments; AMP caches, `/amp` after an article's slug and
    `?amp=1`; the redirect pages of Google and Bing that carry their target.
    Kept apart: letter case of the path, other parameters, mobile and AMP hosts, `index.html`, and fragments that are
    routes (`#!/story`, `#/story`). `canonical_url(canonical_url(u)) == canonical_url(u)` for every u.
    """
    absolute = unwrap(resolve(base, url))
    for _ in range(64):  # cleaning can bring a wrapped target to light; each round is shorter than the last
        parts = _split(absolute)
        key = _key(parts)
        if len(key) > MAX_LENGTH * 3:
            raise UsageError("an address too long to keep", url=key[:200])
        after = unwrap(key)
        if after == key:
            return key
        absolute = after
    raise UsageError("an address wrapped too often", url=url[:200])


@dataclass(frozen=True, slots=True)
class Target:
    """An address as a request needs it."""

    url: str
    """As it goes onto the wire: host in its one spelling, blanks and other letters escaped, no fragment.

    Escapes that are there stay as they are, because servers tell %2f and / apart.
    """
    host: str
    port: int


@lru_cache(4096)
def target_of(url: str) -> Target:
    """What a request for `url` asks, of whom, and at which port."""
    parts = _split(resolve(None, url))
    host = _host(parts)
    scheme, port = parts.scheme.lower(), parts.port
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    path = _quote(parts.path, _PATH_SAFE + "%") or "/"
    query = f"?{_quote(parts.query, _QUERY_SAFE + '%[]|')}" if parts.query else ""
    return Target(f"{scheme}://{netloc}{path}{query}", host, port or (443 if scheme == "https" else 80))


def host_of(url: str) -> str:
    """Host in its one spelling: lower case, punycode, IP addresses as their standard text (IPv6 without brackets)."""
    return target_of(url).host


def port_of(url: str) -> int:
    """Port that a request to `url` would use."""
    return target_of(url).port


def request_url(url: str) -> str:
    """`url` as it goes onto the wire (see Target)."""
    return target_of(url).url


def unwrap(url: str) -> str:
    """The target of an address that only wraps another one (AMP caches, redirect pages); else `url` itself."""
    for _ in range(8):
        try:
            inner = _unwrap_once(url)
            if inner is None or inner == url:
                return url
            _split(inner)
        except (UsageError, ValueError):
            return url
        url = inner
    return url


def _unwrap_once(url: str) -> str | None:
    lowered = url.lower()
    if not any(mark in lowered for mark in ("ampproject.org", "google.", "bing.com", "facebook.com")):
        return None
    parts = _split(url)
    host = _host(parts)
    bare = host.removeprefix("www.")
    path = parts.path
    if host.endswith(".cdn.ampproject.org"):
        match = re.match(r"/[a-z]/(s/)?(?=[^/])", path)
        return _rebuilt(path[match.end() :], parts.query, secure=bool(match.group(1))) if match else None
    if re.fullmatch(r"google\.[a-z]{2,3}(\.[a-z]{2})?", bare):
        if path.startswith("/amp/"):
            rest = path.removeprefix("/amp/")
            return _rebuilt(rest.removeprefix("s/"), parts.query, secure=rest.startswith("s/"))
        if path == "/url":
            return _target(parts, ("url", "q"))
    if bare == "bing.com" and path.lower() == "/news/apiclick.aspx":
        return _target(parts, ("url",))
    if bare in ("l.facebook.com", "lm.facebook.com") and path == "/l.php":
        return _target(parts, ("u",))
    return None


def _rebuilt(rest: str, query: str, *, secure: bool) -> str | None:
    host = rest.split("/", 1)[0]
    if "." not in host:
        return None
    return f"{'https' if secure else 'http'}://{rest}" + (f"?{query}" if query else "")


def _target(parts: SplitResult, names: tuple[str, ...]) -> str | None:
    query = dict(parse_qsl(parts.query))
    for name in names:
        value = _strip(query.get(name, ""))
        if value[:8].lower().startswith(("http://", "https://")):
            return value
    return None


def _strip(text: str | None) -> str:
    if not text:
        return ""
    return text.strip("".join(map(chr, range(33)))).replace("\t", "").replace("\r", "").replace("\n", "")


def _cut_query(link: str) -> tuple[str, str, str]:
    for index, char in enumerate(link):
        if char in "?#":
            return link[:index], char, link[index + 1 :]
    return link, "", ""


def _split(url: str) -> SplitResult:
    """Parts of an http(s) address with a host and a usable port; UsageError for anything else."""
    shown = url[:200]
    if len(url) > MAX_LENGTH * 3:
        raise UsageError(f"an address of {len(url)} characters is too long", url=shown)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"not an address ({error})", url=shown) from error
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise UsageError(
            "not a web address: only http and https are read" if scheme else "not a full address", url=shown
        )
    if port == 0:
        raise UsageError("port 0 cannot be asked", url=shown)
    if "@" in parts.netloc:
        raise UsageError("an address with a user name or password is not used", url=shown.replace(parts.netloc, "…"))
    _host(parts)
    return parts


def _host(parts: SplitResult) -> str:
    """Host in its one spelling, read as browsers read it (RFC 3986 plus the IPv4 forms of WHATWG)."""
    host = _host_name(parts.hostname or "", "[" in parts.netloc)
    if not host:
        raise UsageError("an address without a host that could exist", url=parts.geturl()[:200])
    return host


@lru_cache(8192)
def _host_name(raw: str, brackets: bool) -> str:
    """The one spelling of a host, "" where there can be no such host."""
    if brackets or ":" in raw:
        try:
            return "" if "%" in raw else str(IPv6Address(raw))
        except ValueError:
            return ""
    name = raw.replace("。", ".").replace("．", ".").replace("｡", ".")
    if "%" in name:
        name = unquote(name, errors="replace")
    if not name or len(name) > 253:
        return ""
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    name = name.lower().removesuffix(".")
    if not _HOST_CHARS.fullmatch(name):
        return ""
    last = name.rsplit(".", 1)[-1]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        return _ipv4(name)
    return name


def _ipv4(name: str) -> str:
    """Dotted decimal of the forms that resolvers take (2130706433, 0x7f.1, 0177.0.0.1), "" where it is none."""
    try:
        numbers = [_ipv4_number(piece) for piece in name.split(".")]
    except ValueError:
        return ""
    if len(numbers) > 4 or any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return ""
    value = numbers[-1]
    for index, number in enumerate(numbers[:-1]):
        value += number << (8 * (3 - index))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _ipv4_number(piece: str) -> int:
    if len(piece) > 40:
        raise ValueError("too long")
    if piece.startswith("0x"):
        return int(piece[2:] or "0", 16)
    if len(piece) > 1 and piece.startswith("0"):
        return int(piece, 8)
    return int(piece, 10)


def _key(parts: SplitResult) -> str:
    host = _host(parts)
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    if ":" in host:
        host = f"[{host}]"
    # Both default ports go whatever the scheme says, because the key has one scheme: else a key were not its own key.
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    path = _key_path(parts.path)
    query = _key_query(parts.query)
    fragment = parts.fragment if parts.fragment[:1] in ("!", "/") and len(parts.fragment) > 1 else ""
    return (
        f"https://{host}{port}{path}"
        + (f"?{query}" if query else "")
        + (f"#{_escape(fragment, _QUERY_SAFE)}" if fragment else "")
    )


def _key_path(path: str) -> str:
    path = _escape(path, _PATH_SAFE)
    while True:
        before = path
        path = _SESSION.sub("", path)
        path = _without_dots(path).rstrip("/")
        head, _, last = path.rpartition("/")
        slug = head.rpartition("/")[2]
        # Only after what looks like an article's own name: /shop/amp may well sell amplifiers.
        if last in ("amp", "amp.html") and (slug.count("-") >= 2 or any(char.isdigit() for char in slug)):
            path = head
        if path == before:
            return path or "/"


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for piece in path.split("/")[1:]:
        if piece == "..":
            if kept:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    return "/" + "/".join(kept)


def _key_query(query: str) -> str:
    pieces = [_escape(piece, _QUERY_SAFE) for piece in query.split("&") if piece]
    return "&".join(
        sorted((piece for piece in pieces if not _is_tracking(piece)), key=lambda piece: piece.split("=", 1)[0])
    )


def _is_tracking(piece: str) -> bool:
    name, equals, value = piece.partition("=")
    name = name.lower()
    if name.startswith("amp;"):  # "&amp;utm_source=rss" escaped once too often
        name = name[4:]
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    value = value.lower()
    if name in _SWITCHES and value in _ON:
        return bool(equals) or name == "amp"
    return name in _CHANNEL and value in _CHANNEL_VALUES


def _escape(text: str, safe: str) -> str:
    """One spelling of percent-encoding: letters and digits plain, the rest as %XX in capitals, a lone % as %25."""
    out: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        out.append(_quote(text[position : match.start()], safe))
        char = chr(int(match.group()[1:], 16))
        out.append(char if char in _UNRESERVED else match.group().upper())
        position = match.end()
    out.append(_quote(text[position:], safe))
    return "".join(out)  # no nesting comes to light, because %25 is never decoded


def _quote(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace") if text else ""
