"""Content-Encoding undone piece by piece, so that no body can grow past its cap before someone looks."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 65_536
_MAX_LAYERS = 2
_MAX_MEMBERS = 256
_ZSTD_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
_ZSTD_MOST = 1 << 23
"""8 MB, the bound of RFC 9659 for HTTP."""

_BROTLI_WINDOW = 23
# The low four bits of a stream for the windows above 128 kB, in powers of two (RFC 7932, 9.1).
_BROTLI_WINDOWS = {0x03: 18, 0x05: 19, 0x07: 20, 0x09: 21, 0x0B: 22, 0x0D: 23, 0x0F: 24}
_BROTLI_NIBBLE = 0x0D

OFFERED = "gzip, deflate, br, zstd"


class BadEncodingError(ValueError):
    """The body is not what its Content-Encoding says."""


class Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most PIECE bytes each; stop iterating to stop decoding."""

    def finish(self) -> None:
        """Raise BadEncodingError where the encoded stream was not whole."""

    @property
    def window(self) -> int:
        """Bytes that the decoder keeps of what it has given out, at most."""


def decoder_for(content_encoding: str | None) -> Decoder:
    """Decoder of a Content-Encoding header; names that are no encoding (`utf-8`, `none`) count as none."""
    names = [name.strip().lower().removeprefix("x-") for name in (content_encoding or "").split(",")]
    layers = [name for name in names if name in _DECODERS]
    if any(name in ("compress", "dcb", "dcz") for name in names):
        raise BadEncodingError(f"content encoding {content_encoding!r} was not asked for")
    if len(layers) > _MAX_LAYERS:
        raise BadEncodingError(f"{len(layers)} content encodings, one over the other")
    decoder: Decoder = _Identity()
    for name in layers:  # applied in the order listed, so undone from the last one on
        inner = _DECODERS[name]()
        decoder = inner if isinstance(decoder, _Identity) else _Chain(inner, decoder)
    return decoder


class _Identity:
    window = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        return


class _Chain:
    def __init__(self, outer: Decoder, inner: Decoder) -> None:
        self._outer, self._inner = outer, inner

    @property
    def window(self) -> int:
        return self._outer.window + self._inner.window

    def feed(self, data: bytes) -> Iterator[bytes]:
        for piece in self._outer.feed(data):
            yield from self._inner.feed(piece)

    def finish(self) -> None:
        self._outer.finish()
        self._inner.finish()


class _Zlib:
    """gzip and deflate. Bodies that only claim to be compressed are passed on as they are: servers do that."""

    window = 1 << zlib.MAX_WBITS

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._start = b""
        self._stream: zlib._Decompress | None = None
        self._plain = False
        self._members = 0

    def _open(self) -> None:
        first, second = self._start[0], self._start[1]
        if self._gzip:
            self._plain = (first, second) != (0x1F, 0x8B)
            bits = 16 + zlib.MAX_WBITS
        else:  # "deflate" means zlib, and some servers send the raw stream
            zlib_header = first & 0x0F == 8 and (first * 256 + second) % 31 == 0
            bits = zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS
        self._stream = zlib.decompressobj(bits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._start += data
            if len(self._start) < 2:
                return
            self._open()
            data, self._start = self._start, b""
        if self._plain:
            yield data
            return
        assert self._stream is not None
        while data:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as error:
                raise BadEncodingError(str(error)) from error
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data = self._stream.unused_data
                if not (self._gzip and data[:2] == b"\x1f\x8b"):
                    return  # padding after the end is harmless
                self._members += 1
                if self._members > _MAX_MEMBERS:
                    raise BadEncodingError("too many gzip members")
                self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
            elif not piece and not data:
                return

    def finish(self) -> None:
        if self._stream is not None and not self._plain and not self._stream.eof:
            raise BadEncodingError("the compressed body breaks off")
        if self._start:
            raise BadEncodingError("a compressed body of one byte")


class _Brotli:
    """A stream may ask for a window of 16 MB in its first four bits. It gets 8: until so much has come out, the two
    read the same (RFC 7932, 9.1: a distance reaches no further back than what has been written)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._seen = False
        self._length = 0
        self.window = 0

    def _open(self, data: bytes) -> bytes:
        self._seen = True
        bits = _BROTLI_WINDOWS.get(data[0] & 0x0F, 17)
        if bits > _BROTLI_WINDOW:
            data = bytes([data[0] & 0xF0 | _BROTLI_NIBBLE]) + data[1:]
        self.window = 1 << min(bits, _BROTLI_WINDOW)
        return data

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data and not self._seen:
            data = self._open(data)
        while not self._stream.is_finished():
            try:
                piece = self._stream.process(data, output_buffer_limit=PIECE // 4)  # fills one block of its buffer
            except brotli.error as error:
                raise BadEncodingError(str(error)) from error
            data = b""
            if piece:
                self._length += len(piece)
                if self._length > (1 << _BROTLI_WINDOW) - 16 and self.window == 1 << _BROTLI_WINDOW:
                    raise BadEncodingError("a brotli body that needs more memory than it gets")
                yield piece
            # can_accept_more_data is true as soon as the input is used up, while output still waits
            if not piece and self._stream.can_accept_more_data():
                return

    def finish(self) -> None:
        if self._seen and not self._stream.is_finished():
            raise BadEncodingError("the compressed body breaks off")


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
        self._seen = False
        self._frames = 0
        self._head = b""
        self.window = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._seen = self._seen or bool(data)
        if not self.window and data:
            self._head = (self._head + data[:18])[:18]
            self.window = _zstd_window(self._head)
        while True:
            if self._stream.eof:
                data = self._stream.unused_data + data
                if not data:
                    return
                self._frames += 1
                if self._frames > _MAX_MEMBERS:
                    raise BadEncodingError("too many zstd frames")
                self.window = _ZSTD_MOST  # whatever this frame says
                self._stream = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
            try:
                piece = self._stream.decompress(data, PIECE)
            except (zstd.ZstdError, EOFError) as error:
                raise BadEncodingError(str(error)) from error
            data = b""
            if piece:
                yield piece
            if self._stream.needs_input and not self._stream.eof:
                return

    def finish(self) -> None:
        if self._seen and not self._stream.eof:
            raise BadEncodingError("the compressed body breaks off")


def _zstd_window(head: bytes) -> int:
    """Bytes of window that a frame asks for (RFC 8878, 3.1.1.1); 0 while its header is not whole."""
    if len(head) < 14:
        return 0
    flags = head[4]
    if not flags & 0x20:
        base = 1 << (10 + (head[5] >> 3))
        return min(base + base // 8 * (head[5] & 7), _ZSTD_MOST)
    start = 5 + (0, 1, 2, 4)[flags & 3]  # a single segment: its window is its content
    size = (1, 2, 4, 8)[flags >> 6]
    content = int.from_bytes(head[start : start + size].ljust(size, b"\xff"), "little")
    return max(min(content, _ZSTD_MOST), 1024)


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(gzip=True),
    "deflate": lambda: _Zlib(gzip=False),
    "br": _Brotli,
    "zstd": _Zstd,
}
