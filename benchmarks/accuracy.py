"""Accuracy of what is read from texts, against labelled ones.

    python benchmarks/accuracy.py articles [--data DIR]  the event parser on labelled articles (default: labelled/)
    python benchmarks/accuracy.py dates --data DIR       TimeML files (*.tml) anywhere below DIR
    python benchmarks/accuracy.py places --data DIR      LGL and GeoVirus files (lgl.xml, GeoVirus.xml) below DIR
    python benchmarks/accuracy.py pages --data DIR       saved pages of every kind: which of them give current events
    python benchmarks/accuracy.py --data DIR             dates and places, where DIR holds corpora of both kinds

Prints one JSON object. --errors N lists the first N misses on standard error, for reading.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from pipeline.errors import UsageError

CORPORA = {"dates": "accuracy_dates", "places": "accuracy_places"}
PARTS = {"articles": "accuracy_articles", "pages": "accuracy_pages", **CORPORA}
LABELLED = Path(__file__).parent / "labelled"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=sorted(PARTS), help="which part; without it, dates and places")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of texts; only articles can do without")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N misses")
    args = parser.parse_args()
    if args.data is None and args.part != "articles":
        parser.error("--data DIR is needed for all but articles")
    result = {}
    for name in [args.part] if args.part else CORPORA:
        # run as a script, so the modules beside this one are found without a package
        module = importlib.import_module(PARTS[name])
        try:
            result[name] = module.run(args.data or LABELLED, args.errors)
        except UsageError as error:
            sys.stderr.write(f"{error}\n")
            return error.exit_code
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
