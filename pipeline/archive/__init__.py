"""The archive: everything that was captured, byte for byte, as gzip WARC 1.1 (ISO 28500).

The only user of the WARC libraries. Writing: `ArchiveWriter`. Reading: `read_index`, `read_payload`,
`read_payloads`. Care: `recover_open_files`, `list_files`, `verify_file`.
"""

from __future__ import annotations

from pipeline.archive.care import ArchiveFile, Recovered, Verification, list_files, recover_open_files, verify_file
from pipeline.archive.foreign import ForeignRecord, read_foreign
from pipeline.archive.reader import read_index, read_payload, read_payloads
from pipeline.archive.writer import ArchiveWriter

__all__ = [
    "ArchiveFile",
    "ArchiveWriter",
    "ForeignRecord",
    "Recovered",
    "Verification",
    "list_files",
    "read_foreign",
    "read_index",
    "read_payload",
    "read_payloads",
    "recover_open_files",
    "verify_file",
]
