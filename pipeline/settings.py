"""Settings: dateline.toml in the home folder, then DATELINE_* in the environment, into one typed object.

Environment names use two underscores between section and field: DATELINE_FETCH__CONTACT=ops@example.org.
"""

from __future__ import annotations

import os
from datetime import time
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline.errors import SettingsError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(_Section):
    """How the HTTP client behaves."""

    contact: str = ""
    """Mail address or URL put into the User-Agent, so that a site can reach the operator."""
    concurrency: int = Field(32, ge=1, le=512)
    """Requests under way at once, over all hosts."""
    per_host: int = Field(2, ge=1, le=16)
    """Requests under way at once to one host."""
    host_interval: float = Field(1.0, ge=0)
    """Seconds between the starts of two requests to one host."""
    connect_timeout: float = Field(15.0, gt=0)
    first_byte_timeout: float = Field(30.0, gt=0)
    total_timeout: float = Field(90.0, gt=0)
    """Seconds for one request with its body."""
    min_speed: int = Field(256, ge=0)
    """Bytes a second below which a body is given up, measured from the tenth second on."""
    max_bytes: int = Field(10_000_000, ge=1000)
    """Cap on a body, on the wire and after decompression."""
    max_redirects: int = Field(6, ge=0, le=20)
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    """Ports a URL may name."""
    allow_networks: tuple[str, ...] = ()
    """Private or loopback networks that may be reached, in CIDR form; any port is open there."""
    respect_robots: bool = True
    respect_noarchive: bool = False

    @field_validator("allow_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            ip_network(text)
        return value

    @property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return _networks_of(self.allow_networks)


@lru_cache(64)
def _networks_of(texts: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in texts)


class PollSettings(_Section):
    """When feeds are asked."""

    min_interval: int = Field(900, ge=1)
    """Seconds; a feed that changes often is asked this often."""
    max_interval: int = Field(86_400, ge=60)
    max_pages_per_feed: int = Field(200, ge=1)
    """New pages taken from one feed in one poll."""
    max_age_days: int = Field(30, ge=1)
    """Entries dated longer ago are noted but their pages are not fetched."""
    page_retries: int = Field(3, ge=0)
    """Runs in which a page that failed for a passing reason is asked again."""
    refetch_hours: tuple[Annotated[float, Field(gt=0)], ...] = (1, 6, 24, 72)
    """Ages at which a page is fetched again while its feed shows it or its article carries an event with a toll."""
    retry_hours: tuple[Annotated[float, Field(gt=0)], ...] = (6, 24, 72)
    """Waits before a page that gave a bot check, a consent wall or nothing is asked for once more."""
    max_refetches: int = Field(2000, ge=0)
    """Pages asked for again in one poll; the rest waits for the next."""
    max_further_pages: int = Field(5, ge=0, le=11)
    """Pages asked for behind the first one of an article that its site cuts into numbered pages; 0 asks for none."""
    max_sitemaps: int = Field(5, ge=1, le=100)
    """Of a list of sitemaps so many are read in one poll, the newest first."""
    max_sitemap_bytes: int = Field(50_000_000, ge=1000)
    """Unpacked bytes of all sitemaps that one list leads to in one poll; the rest is a failure row."""


class ProcessSettings(_Section):
    """How captures become rows."""

    workers: int = Field(0, ge=0, le=64)
    """Worker processes for reading pages and texts; 0 means one a core."""
    batch_size: int = Field(250, ge=1, le=5000)
    """Captures in one Prefect task."""
    page_timeout: float = Field(30.0, gt=0)
    """Seconds one page may take in a worker."""
    tables: bool = True
    """Whether tables of data in an article are part of its body, a row a line."""
    span_days: int = Field(3, ge=0, le=30)
    """Days around a window in which duplicates and events are looked for."""
    relate_size: int = Field(8000, ge=1)
    """Articles whose days are related in one task, beside the month around them: more take memory, fewer take time."""
    lock_timeout: float = Field(30.0, ge=0)
    """Seconds to wait for the writer or for another run."""
    database_memory: str = Field("600MB", pattern=r"^[1-9][0-9]*(MB|GB)$")
    """What the database holds in memory while it writes, before it puts the rest into files beside it."""


class BackfillSettings(_Section):
    """Where the past comes from, and how its archives are asked."""

    ccnews_url: str = "https://data.commoncrawl.org"
    """Common Crawl's data, or a mirror of it."""
    wayback_url: str = "https://web.archive.org"
    wayback_per_minute: float = Field(24.0, gt=0)
    """Requests a minute to the Wayback Machine, over index and captures together."""
    window_days: int = Field(3, ge=0, le=365)
    """Days after the range in whose captures its articles are still looked for."""
    retries: int = Field(5, ge=0, le=20)
    """How often a source that refuses is asked again within one run."""
    backoff: float = Field(5.0, ge=0)
    """Seconds before the first repetition; each further one waits twice as long, five minutes at most."""
    gather: int = Field(2000, ge=1)
    """Captures after which an archive file is closed and what was read is noted as done."""


class AlertRule(_Section):
    """One rule of [[alerts.rules]]: an event that meets all of it is told to its channels."""

    name: str = Field(min_length=1, max_length=100)
    channels: tuple[str, ...] = ()
    """Names of [alerts.channels]; all of them where none is named."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3."""
    types: tuple[str, ...] = ()
    """Event types or sub-event types, as the reference names them."""
    actors: tuple[str, ...] = ()
    """Parts of names, of those who act or are acted on."""
    place: str = ""
    """A part of the name of the place or its region."""
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    km: float | None = Field(None, gt=0)
    """With lat and lon: within so many kilometres."""
    killed: int = Field(0, ge=0)
    """At least so many dead, by the best figure."""
    injured: int = Field(0, ge=0)
    toll_jump: int = Field(0, ge=0)
    """The dead have become at least so many more since readers last saw the event."""
    keywords: tuple[str, ...] = ()
    """One of them stands in a title or passage; all words of it, whole, in any case."""
    sources: int = Field(0, ge=0)
    """At least so many independent sources."""
    confidence: float = Field(0.0, ge=0, le=1)
    modalities: tuple[str, ...] = ("occurred", "ongoing")
    urgent: bool = False
    """Goes out in quiet hours too."""

    @model_validator(mode="after")
    def _circle(self) -> AlertRule:
        if len({self.lat is None, self.lon is None, self.km is None}) > 1:
            raise ValueError("lat, lon and km go together")
        return self


class AlertSettings(_Section):
    """Who is told of which events."""

    channels: dict[str, str] = {}
    """Where messages go: a name, and an Apprise URL or env:NAME for a variable that holds it."""
    rules: tuple[AlertRule, ...] = ()
    quiet_from: str = ""
    """Clock time, such as 22:00; from then on only urgent rules send."""
    quiet_to: str = ""
    time_zone: str = "UTC"
    """Of the quiet hours, such as Europe/Kyiv."""
    max_age_days: int = Field(7, ge=1, le=365)
    """Events that nobody has reported for longer are not told."""
    allow_networks: tuple[str, ...] = ()
    """Private or loopback networks that channels may reach, in CIDR form."""

    @field_validator("quiet_from", "quiet_to")
    @classmethod
    def _clock(cls, value: str) -> str:
        if value:
            time.fromisoformat(value)
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
            raise ValueError(f"{value!r} is no time zone") from error
        return value

    @field_validator("allow_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            ip_network(text)
        return value

    @model_validator(mode="after")
    def _known(self) -> AlertSettings:
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError("two rules have one name")
        for rule in self.rules:
            for channel in rule.channels:
                if channel not in self.channels:
                    raise ValueError(
                        f"rule {rule.name!r} names the channel {channel!r}, which is not in alerts.channels"
                    )
        if bool(self.quiet_from) != bool(self.quiet_to):
            raise ValueError("quiet_from and quiet_to go together")
        return self


class Settings(BaseSettings):
    """Everything that may be set. `home` holds the archive, the database, its snapshot and the locks."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_",
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        nested_model_default_partial_update=True,
    )
    _toml: ClassVar[Path | None] = None
    _database: Path | None = PrivateAttr(default=None)

    home: Path = Path("dateline-home")
    fetch: FetchSettings = FetchSettings()
    poll: PollSettings = PollSettings()
    process: ProcessSettings = ProcessSettings()
    alerts: AlertSettings = AlertSettings()
    backfill: BackfillSettings = BackfillSettings()

    @property
    def archive_dir(self) -> Path:
        return self.home / "archive"

    @property
    def database(self) -> Path:
        """The warehouse that one writer changes; read `snapshot` instead."""
        return self._database or self.home / "warehouse.duckdb"

    def with_database(self, path: Path) -> Settings:
        """The same home with another warehouse, into which a range is reprocessed for comparison."""
        other = self.model_copy()
        other._database = path
        return other

    @property
    def snapshot(self) -> Path:
        """The published snapshot: opened read-only by everyone, replaced as a whole."""
        return self.home / "dateline.duckdb"

    @property
    def lock_dir(self) -> Path:
        return self.home / "locks"

    @property
    def worker_count(self) -> int:
        return (
            self.process.workers or len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        if cls._toml is not None:
            sources += (TomlConfigSettingsSource(settings_cls, toml_file=cls._toml),)
        return sources


def load_settings(home: Path | None = None, **overrides: Any) -> Settings:
    """Settings of one home folder.

    `home` wins over DATELINE_HOME, which wins over ./dateline-home. Environment wins over dateline.toml.
    Raises SettingsError with the field and what is wrong with it.
    """
    where = Path(home or os.environ.get("DATELINE_HOME") or "dateline-home").expanduser().absolute()
    toml = where / "dateline.toml"
    bound = type("Settings", (Settings,), {"_toml": toml if toml.is_file() else None, "__module__": __name__})
    try:
        loaded = bound(home=where, **overrides)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {field} cannot be used ({first['msg']})", hint=f"correct it in {toml} or in the environment"
        ) from error
    except ValueError as error:  # a broken TOML file
        raise SettingsError(f"{toml} cannot be read ({error})", hint="correct the file") from error
    assert isinstance(loaded, Settings)
    return loaded
