"""Content encodings: what comes out is what went in, in pieces, and what is broken says so."""

from __future__ import annotations

import contextlib
import gzip
import sys
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetch.decode import PIECE, BadEncodingError, decoder_for

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def _raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(data) + squeezer.flush()


ENCODERS = {
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "GZIP": gzip.compress,
    "utf-8": lambda data: data,
    "": lambda data: data,
}


def _decode(name: str | None, data: bytes, step: int = 1000) -> bytes:
    decoder = decoder_for(name)
    out = [piece for start in range(0, len(data), step) for piece in decoder.feed(data[start : start + step])]
    decoder.finish()
    assert all(len(piece) <= max(PIECE, step) for piece in out)
    return b"".join(out)


@pytest.mark.parametrize("name", ENCODERS)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=5000), step=st.integers(1, 700))
def test_what_was_encoded_comes_back(name: str, data: bytes, step: int) -> None:
    assert _decode(name, ENCODERS[name](data), step) == data


def test_streams_that_go_on_and_servers_that_are_careless() -> None:
    text = b"news " * 3000
    assert _decode("gzip", gzip.compress(text) + gzip.compress(b"more")) == text + b"more"
    assert _decode("gzip", gzip.compress(text) + b"\0\0padding") == text
    assert _decode("zstd", zstd.compress(text) + zstd.compress(b"more")) == text + b"more"
    assert _decode("deflate", _raw_deflate(text)) == text
    assert _decode("gzip", b"<rss>not compressed at all</rss>") == b"<rss>not compressed at all</rss>"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_stream_that_breaks_off_is_reported(name: str) -> None:
    with pytest.raises(BadEncodingError):
        _decode(name, ENCODERS[name](bytes(range(256)) * 100)[:-9])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\0" + b"\xff" * 50),
        ("br", b"\xff" * 50),
        ("zstd", b"\xff" * 50),
        ("gzip", b"\x1f"),
        ("gzip", (gzip.compress(b"", mtime=0) * 1000)),
        ("compress", b"x"),
        ("gzip, gzip, gzip", b"x"),
    ],
)
def test_broken_streams_raise_one_kind_of_error(name: str, data: bytes) -> None:
    with pytest.raises(BadEncodingError):
        _decode(name, data)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_can_be_stopped_after_the_first_pieces(name: str) -> None:
    bomb = brotli.compress(bytes(30_000_000), quality=2) if name == "br" else ENCODERS[name](bytes(30_000_000))
    taken = 0
    for piece in decoder_for(name).feed(bomb):
        assert len(piece) <= 2 * PIECE
        taken += len(piece)
        if taken > 1_000_000:
            break
    assert taken < 1_200_000


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["gzip", "deflate", "br", "zstd", "br, gzip"]), st.binary(max_size=300))
def test_any_bytes_decode_or_raise_the_one_error(name: str, data: bytes) -> None:
    with contextlib.suppress(BadEncodingError):
        _decode(name, data)


def _varied(size: int) -> bytes:
    """Text that packs a hundred times smaller, and still holds something new everywhere."""
    out = bytearray()
    for number in range(size // 700):
        out += zlib.adler32(number.to_bytes(4, "big")).to_bytes(4, "big") * 2 + b"the ferry sails at noon again " * 23
    return bytes(out)


@pytest.mark.parametrize("window", [18, 22, 23, 24])
@pytest.mark.parametrize("step", [777, 65_536])
def test_a_long_brotli_body_comes_back_whole_whatever_its_window(window: int, step: int) -> None:
    data = _varied(3_000_000)
    assert _decode("br", brotli.compress(data, lgwin=window, quality=5), step) == data


def test_a_decoder_says_what_it_keeps_and_keeps_no_more_than_8_megabytes() -> None:
    def window(name: str, data: bytes) -> int:
        decoder = decoder_for(name)
        with contextlib.suppress(BadEncodingError):
            for _ in decoder.feed(data):
                break
        return decoder.window

    text = b"news " * 30_000
    assert window("br", brotli.compress(text, lgwin=24)) == 1 << 23
    assert window("br", brotli.compress(text, lgwin=22)) == 1 << 22
    assert window("gzip", gzip.compress(text)) == 1 << 15
    options = {zstd.CompressionParameter.window_log: 22, zstd.CompressionParameter.content_size_flag: 0}
    assert window("zstd", zstd.compress(text * 60, options=options)) == 1 << 22
    assert len(text) <= window("zstd", zstd.compress(text)) <= 1 << 18


def test_a_body_that_outgrows_the_window_it_gets_is_refused() -> None:
    data = _varied(9_000_000)
    with pytest.raises(BadEncodingError):
        _decode("br", brotli.compress(data, lgwin=24, quality=5), 65_536)
