"""Serve the demonstration web alone: `python -m flows.demo_web --port 8080`."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from flows.demo_web.server import DemoWeb
from flows.demo_web.texts import write_texts


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m flows.demo_web", description="Serve the invented news web on loopback until Ctrl-C."
    )
    parser.add_argument("--port", type=int, default=None, help="port on every address (default: 8088, or a free one)")
    parser.add_argument(
        "--edition", type=int, choices=(1, 2), default=2, help="1: as first published, 2: as last updated"
    )
    parser.add_argument("--single-address", action="store_true", help="everything on 127.0.0.1, publishers by path")
    parser.add_argument("--opml", action="store_true", help="print the feed list for that port and go")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="write the articles as dated texts and go")
    options = parser.parse_args()
    if options.texts:
        try:
            count = len(write_texts(options.texts, options.edition))
        except OSError as error:
            sys.exit(f"{options.texts} cannot be written ({error.strerror}): name another folder")
        sys.stdout.write(
            f"{count} texts in {options.texts / 'texts'}, what to find in them in {options.texts / 'gold.jsonl'}\n"
        )
        return
    try:
        with DemoWeb(options.edition, port=options.port, single_address=options.single_address or None) as web:
            if options.opml:
                sys.stdout.buffer.write(web.opml())
                return
            sys.stdout.write(f"feed list: {web.feed_urls[0].rpartition(':')[0]}:{web.port}/feeds.opml\n")
            sys.stdout.write("\n".join(web.feed_urls) + "\nCtrl-C stops.\n")
            sys.stdout.flush()
            threading.Event().wait()
    except OSError as error:
        sys.exit(f"port {options.port} cannot be used ({error.strerror}): name another with --port")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
