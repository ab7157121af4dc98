"""One tree of errors. Each says in one line what happened and what the reader can do about it."""

from __future__ import annotations

import errno
from pathlib import Path


class DatelineError(Exception):
    """Root. `hint` is what the reader can do; the command line prints both on one line."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None, url: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.url = url

    def __str__(self) -> str:
        where = f" [{self.url}]" if self.url else ""
        return f"{self.message}{where}" + (f": {self.hint}" if self.hint else "")


class UsageError(DatelineError):
    """A wrong argument: correct it as the hint says."""

    exit_code = 2


class SettingsError(DatelineError):
    """dateline.toml or an environment variable holds a value that cannot be used: correct it."""

    exit_code = 2


class HomeError(DatelineError):
    """The home folder cannot be written or the disk is full: free space or name another --home."""

    exit_code = 3


class LockedError(DatelineError):
    """Another run holds the writer: wait for it, or look at `dateline status`. `lock` is the lock's name."""

    exit_code = 4
    lock: str = ""


class FetchError(DatelineError):
    """A request gave no answer that may be used. `reason` is one of records.FailureReason."""

    def __init__(self, message: str, *, reason: str, url: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, url=url, hint=hint)
        self.reason = reason


class ArchiveError(DatelineError):
    """A WARC file cannot be read or written as far as needed; the file's name is in the message."""


class SourceError(DatelineError):
    """A source of a backfill cannot be used as asked: see the hint."""

    exit_code = 2


class EventError(DatelineError):
    """The event parser cannot start (model or gazetteer missing): run the installation again."""


class WarehouseError(DatelineError):
    """The database cannot do what was asked; the database's own words are in the message."""


class QueryError(WarehouseError):
    """A query is unknown, wrong, or would write: see `dateline sql --list`."""

    exit_code = 2


class CheckError(WarehouseError):
    """A data check of severity error failed; the snapshot was not published and the old one stays."""

    exit_code = 5


def home_error(error: OSError, path: Path) -> HomeError:
    """What an operating system's refusal under the home folder means to the operator."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return HomeError(f"the disk under {path} is full", hint="free space and run again; nothing half-written stays")
    return HomeError(f"cannot write under {path} ({error.strerror})", hint="name another folder with --home")
