"""The records that travel between the stages: frozen, typed, in one place.

Conventions, for every record here and every table made of them:

* times are timezone-aware UTC `datetime`s, dates are calendar `date`s;
* ``None`` means "the source does not say", never zero and never an empty string;
* identifiers are derived from content (see `pipeline.identity`), so the same input gives the same
  identifier on any machine, on any day, in any order;
* ``start`` and ``end`` are code-point offsets, half open, into the text that the field's docstring names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

# --- closed vocabularies ---------------------------------------------------------------------------

Origin = Literal["poll", "wayback", "ccnews", "sitemap", "texts", "warc", "urls"]
CaptureKind = Literal["feed", "page", "text"]
DateBasis = Literal["feed", "metadata", "url", "archive", "capture"]
ArticleDatePrecision = Literal["second", "minute", "hour", "day"]
EntryDateBasis = Literal["stated", "feed_zone", "no_zone"]
RobotsOutcome = Literal["rules", "none", "blocked", "failed"]
Verdict = Literal[
    "article",
    "stub",
    "paywall",
    "consent",
    "challenge",
    "javascript",
    "login",
    "not_found",
    "index",
    "video",
    "noarchive",
    "part",
    "empty",
    "not_html",
    "broken",
]
DuplicateRelation = Literal["exact", "near", "revision"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "DISASTER",
    "ACCIDENT",
]
QuadClass = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
Modality = Literal[
    "occurred",
    "ongoing",
    "attempted",
    "threatened",
    "planned",
    "demanded",
    "denied",
    "hypothetical",
]
Recency = Literal["current", "background"]
EventDatePrecision = Literal["hour", "day", "week", "month", "year", "unknown"]
EventDateBasis = Literal["stated", "relative", "publication"]
ActorRole = Literal["actor", "target", "claimant"]
PlaceRole = Literal["location", "origin", "dateline"]
PlacePrecision = Literal["site", "settlement", "district", "admin1", "country"]
QuantityKind = Literal[
    "killed",
    "injured",
    "casualties",
    "missing",
    "captured",
    "arrested",
    "displaced",
    "rescued",
    "launched",
    "intercepted",
    "hit",
]
Qualifier = Literal[
    "exact",
    "at_least",
    "about",
    "nearly",
    "over",
    "up_to",
    "range",
    "few",
    "several",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "millions",
    "some",
]
Scope = Literal["incident", "place", "daily_total", "cumulative"]
CorrectionKind = Literal["merge", "split", "correct", "undo"]
AttributionKind = Literal["own_official", "enemy_official", "media", "witness", "none"]


# --- feeds and captures ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed on the list, with the poll state that must survive a restart."""

    feed_id: str
    """Hash of the canonical feed URL."""
    url: str
    title: str | None = None
    publisher: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3 of the publisher."""
    language: str | None = None
    """ISO 639-1."""
    tags: tuple[str, ...] = ()
    """OPML folders, outermost first, joined by "/"."""
    active: bool = True
    etag: str | None = None
    last_modified: str | None = None
    """Verbatim, as the server wrote it."""
    body_digest: str | None = None
    last_polled_at: datetime | None = None
    last_changed_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: int = 0
    """Failures in a row."""
    retired_reason: str | None = None
    moved_to: str | None = None
    """Where permanent redirects have led since `moved_since`; the feed moves there once that has held for a week."""
    moved_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One request for a feed and how it ended."""

    feed_id: str
    polled_at: datetime
    status: int | None
    """HTTP status, None where no answer came."""
    outcome: str
    """new, unchanged, not_modified, moved, gone, throttled, not_a_feed, failed."""
    bytes_received: int
    duration_ms: int
    entries: int
    new_entries: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item of a feed as it was read from one capture of that feed."""

    entry_id: str
    """Hash of feed_id and guid, or of feed_id and canonical link where the guid is missing or shared."""
    feed_id: str
    guid: str | None
    url: str | None
    """Absolute link, tracking parameters kept; the canonical form is `url_key`."""
    url_key: str | None
    title: str | None
    published_raw: str | None
    """The date text verbatim."""
    published_at: datetime | None
    published_precision: ArticleDatePrecision | None
    published_basis: EntryDateBasis | None = None
    """How its zone is known: the text states it (or a whole day, or an epoch), the feed's other dates do, or nothing
    does and only the day is claimed. None where there is no date."""
    seen_at: datetime
    """When the capture of the feed was fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """What a site's robots.txt said, for as long as that is kept."""

    origin: str
    """Scheme, host and port."""
    kept_until: datetime
    outcome: RobotsOutcome
    """rules: `text` is the file; none: nothing there that could forbid; blocked, failed: `text` says why."""
    text: str
    reason: FailureReason | None = None
    """Why it could not be read, where it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and its answer, before it is archived. Every redirect hop is one exchange."""

    url: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    """As received; Content-Encoding and Transfer-Encoding are undone in `body` and renamed
    X-Archive-Orig-* when written."""
    body: bytes
    fetched_at: datetime
    ip_address: str | None = None
    duration_ms: int = 0
    bytes_received: int = 0
    """Bytes of the body on the wire, before decompression."""
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One record of the archive, as its index holds it. Column names after Common Crawl's index."""

    capture_id: str
    """Hash of url, fetched_at and content_digest."""
    kind: CaptureKind
    url: str
    url_key: str
    """Canonical URL."""
    via: str | None
    """The link that led here, where it is not `url` itself (redirects), or the feed it was found in."""
    fetched_at: datetime
    status: int | None
    mime: str | None
    content_digest: str
    """sha256 of the payload, hex."""
    origin: Origin
    warc_filename: str
    """Relative to the archive folder, with "/"."""
    warc_record_offset: int
    warc_record_length: int
    revisit: bool = False
    """True where the record holds no body because an earlier capture of this URL has the same payload."""
    archived_at: datetime | None = None
    """When this archive got a capture that another one had made; None where it was made here, at `fetched_at`."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A feed that answered 304 at its own address: it still lists what its last answer with a body listed."""

    url: str
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Of the answer, as received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A capture with its bytes, as read back from the archive."""

    capture: Capture
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    """HTTP headers of the response, names in lower case; empty for resource records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What is known of a page before it is read: the feed entry that listed it, or the dated text's header."""

    title: str | None = None
    published_at: datetime | None = None
    published_precision: ArticleDatePrecision | None = None
    source: str | None = None
    """Publisher as the feed list names it."""
    language: str | None = None
    country: str | None = None


# --- articles --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSection:
    """One dated entry of a live blog: where it stands in the body, and when it was published."""

    start: int
    end: int
    """Code-point offsets into the article's body, half open; sections do not overlap."""
    published_at: datetime
    headline: str | None
    """First line of the entry, where it has a headline of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one article. A page that holds no article has a verdict, a reason and no body."""

    article_id: str
    """Hash of url_key."""
    version: str
    """Equals content_digest."""
    capture_id: str
    url: str
    source: str
    """Publisher, or the host where none is known."""
    title: str | None
    authors: tuple[str, ...]
    language: str | None
    """ISO 639-1."""
    language_confidence: float | None
    country: str | None
    """Of the publisher, ISO 3166-1 alpha-3."""
    published_at: datetime | None
    published_date: date
    """The window that the article belongs to: UTC date of publication, by the rule of docs/extraction.md."""
    date_basis: DateBasis
    date_precision: ArticleDatePrecision
    modified_at: datetime | None
    body: str | None
    """Paragraphs apart by one newline. Evidence offsets count into this text."""
    words: int
    verdict: Verdict
    verdict_reason: str | None
    content_digest: str
    """sha256 over title and body (of url and verdict where there is no body), hex."""
    extractor_version: str
    fetched_at: datetime
    """When the capture that this version comes from was made."""
    current: bool = True
    """False for versions that a later capture replaced."""
    sections: tuple[ArticleSection, ...] = ()
    """Dated entries of a live blog, in the order of the body; empty for every other article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What is asked of an article version to tell copies: columns of `Article`."""

    article_id: str
    version: str
    title: str | None
    body: str | None
    published_at: datetime | None
    published_date: date
    fetched_at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An article version that repeats another one."""

    article_id: str
    version: str
    cluster_id: str
    canonical_article_id: str
    relation: DuplicateRelation
    similarity: float
    """Jaccard of word 3-shingles, 0 to 1."""


# --- events ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionActor:
    role: ActorRole
    name: str
    """Verbatim."""
    canonical_name: str | None
    country: str | None
    """ISO 3166-1 alpha-3."""
    sector: str | None
    """PLOVER sector code: GOV MIL REB CVL MED COP JUD LEG OPP UAF CRM LAB BUS EDU REF NGO IGO ELI SPY SOC AGR ..."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionPlace:
    role: PlaceRole
    name: str
    """Verbatim, without the article."""
    geonames_id: int | None
    canonical_name: str | None
    lat: float | None
    """WGS 84 degrees."""
    lon: float | None
    country: str | None
    """ISO 3166-1 alpha-3."""
    admin1: str | None
    precision: PlacePrecision
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One figure of one mention."""

    quantity_id: str
    """Hash of the text's digest, start, end, kind and unit; unique within a mention."""
    kind: QuantityKind
    unit: str
    """person, missile, drone, rocket, shell, bomb, aircraft, building, house, vehicle, ..."""
    weapon: str | None
    """As printed."""
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    subset_of: str | None
    """quantity_id of the whole that this figure is a part of."""
    scope: Scope
    attributed_to: str | None
    attribution_kind: AttributionKind
    start: int
    end: int
    text: str
    """Verbatim slice start:end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One event as one text reports it."""

    mention_id: str
    event_type: EventType
    sub_event_type: str | None
    quad_class: QuadClass
    modality: Modality
    recency: Recency
    event_date_start: date | None
    event_date_end: date | None
    date_precision: EventDatePrecision
    date_basis: EventDateBasis
    date_text: str | None
    weapon: tuple[str, ...]
    evidence_start: int
    evidence_end: int
    evidence: str
    """Verbatim slice of the text."""
    confidence: float
    found_by: str
    """The rule or model that found it."""
    parser_version: str
    actors: tuple[MentionActor, ...] = ()
    places: tuple[MentionPlace, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedMention:
    """A mention with what fusion asks of the article version that it stands in."""

    mention: Mention
    article_id: str
    version: str
    source: str
    known_at: datetime
    """Knowledge time: publication of the article, or the change that this version is."""
    cluster_id: str | None
    """Cluster of copies that the article belongs to; None where it repeats nothing."""
    captured_at: datetime
    """When this database first held the article version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """What an event engine gets to read."""

    text: str
    """Offsets of the mentions count into this text."""
    published_date: date | None = None
    """Anchor of relative dates; None means that relative dates stay unresolved."""
    title: str | None = None
    """Context only, where the title is not part of `text`."""
    body_start: int = 0
    """Reading starts here: what stands before (the ` date YYYY-MM-DD ` header) is not text."""
    title_end: int | None = None
    """Where `text` begins with its title line (from body_start), the offset where that line ends."""
    country: str | None = None
    """Of the publisher, ISO 3166-1 alpha-3: a prior for places."""
    language: str | None = None
    """ISO 639-1 where known; None lets the engine decide."""
    article_id: str = ""
    """Enters mention_id, so that copies of a text on two sites are two mentions."""
    sections: tuple[ArticleSection, ...] = ()
    """Stretches of `text` with a time of publication of their own, in their order: there it is their UTC date, and not
    `published_date`, that relative dates count from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening, fused from its mentions. `figures` has low, best and high for each kind."""

    event_id: str
    """Hash of the founding (earliest published) mention."""
    event_type: EventType
    sub_event_type: str | None
    quad_class: QuadClass
    modality: Modality
    recency: Recency
    event_date_start: date | None
    event_date_end: date | None
    date_precision: EventDatePrecision
    place_name: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    place_precision: PlacePrecision | None
    actor_names: tuple[str, ...]
    target_names: tuple[str, ...]
    weapon: tuple[str, ...]
    figures: tuple[EventFigure, ...]
    disputed: bool
    mentions: int
    articles: int
    sources: int
    """Distinct sources, duplicates counted once."""
    first_reported_at: datetime
    last_reported_at: datetime
    confidence: float
    """0 to 1: of events given 0.8, 80% are happenings that the reports tell of once."""
    corrections: tuple[str, ...] = ()
    """correction_id of what people said about it, in the order in which it was said."""
    mention_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFigure:
    kind: QuantityKind
    unit: str
    low: int | None
    best: int | None
    high: int | None
    disputed: bool
    sources: int
    """Distinct sources that state a figure of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRevision:
    """What `events` said of one event from known_from until known_to (None: still says)."""

    known_from: datetime
    known_to: datetime | None
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim:
    """What one claimant says in the end of one figure of an event."""

    event_id: str
    kind: QuantityKind
    unit: str
    weapon: str | None
    """As printed; None for the unit as a whole."""
    claimant: str
    """Who says so, as printed; "reports" where nobody is named."""
    side: AttributionKind
    low: int | None
    best: int | None
    high: int | None
    stands: bool
    """False where a later claim of the same side superseded it."""
    leads: bool
    """True for the claim that `best` of the event comes from."""
    reports: int
    """Texts that state it, copies counted once."""
    sources: tuple[str, ...]
    """Publishers that state it, in alphabetical order."""
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A passage that a correction speaks of: it outlives identifiers, which change with the parser."""

    part: int
    """0 the event that was named, 1 the other one, or what was taken out."""
    article_id: str
    version: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said about an event. A fact: it survives reprocessing and rebuilding."""

    correction_id: str
    """Hash of all that it says."""
    kind: CorrectionKind
    event_id: str
    """As the event was called when the correction was made."""
    other_id: str | None
    """merge: the other event; undo: the correction that is taken back."""
    field: str | None
    """correct: the column, or kind:unit of a figure."""
    value: str | None
    why: str
    made_at: datetime
    anchors: tuple[Anchor, ...]


# --- failures --------------------------------------------------------------------------------------

FailureStage = Literal["poll", "fetch", "archive", "source", "extract", "dedup", "events", "fusion", "load", "publish"]
FailureReason = Literal[
    "unreachable",
    "dns",
    "timeout",
    "too_slow",
    "too_large",
    "too_many_redirects",
    "refused_address",
    "refused_url",
    "robots",
    "throttled",
    "http_error",
    "gone",
    "tls",
    "cut_off",
    "bad_encoding",
    "not_a_feed",
    "malformed_feed",
    "no_date",
    "bad_date",
    "future_date",
    "not_text",
    "unreadable",
    "broken_record",
    "worker_died",
    "worker_timeout",
    "too_deep",
    "unsupported_language",
    "parser_error",
    "unresolvable_link",
    "disk_full",
    "locked",
    "check_failed",
    "internal",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A bad item: it never stops a run and is never lost."""

    stage: FailureStage
    item: str
    """URL, or file and offset."""
    reason: FailureReason
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """The text of a later page of an article that its site cuts into numbered pages."""

    first: str
    """Canonical address of the first page, without a slash at its end."""
    number: int
    """2 and above."""
    body: str
    """Paragraphs apart by one newline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What reading one capture gave: an article version (with its verdict) or a failure."""

    capture_id: str
    article: Article | None
    failure: Failure | None
    failures: tuple[Failure, ...] = field(default=())
    """Notes beside an article that was read all the same (a refused future date, say)."""
    further: str | None = None
    """Address of the next page, where this page is an article or a later page of one."""
    part: PagePart | None = None
    """Set where this page is a later page, whose article row has no body of its own."""
