"""Accuracy of dates and places against labelled corpora.

    python benchmarks/accuracy.py --data DIR            both, where DIR holds corpora of both kinds
    python benchmarks/accuracy.py --data DIR dates      TimeML files (*.tml) anywhere below DIR
    python benchmarks/accuracy.py --data DIR places     LGL and GeoVirus files (lgl.xml, GeoVirus.xml) below DIR

Prints one JSON object. --errors N lists the first N misses on standard error, for reading.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path

PARTS = {"dates": "accuracy_dates", "places": "accuracy_places"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=sorted(PARTS), help="which part; without it, both")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of corpora")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N misses")
    args = parser.parse_args()
    result = {}
    for name, module in PARTS.items():
        if args.part in (None, name):
            # run as a script, so the modules beside this one are found without a package
            result[name] = importlib.import_module(module).run(args.data, args.errors)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
