"""The event parser: text to mentions. Importing it is cheap; spaCy is loaded with the first engine."""

from pipeline.events.engine import EventEngine, RuleEngine, load_engine
from pipeline.events.files import NamedText, parse_files, parse_texts, text_input
from pipeline.events.jsonl import json_line, mention_row

__all__ = [
    "EventEngine",
    "NamedText",
    "RuleEngine",
    "json_line",
    "load_engine",
    "mention_row",
    "parse_files",
    "parse_texts",
    "text_input",
]
