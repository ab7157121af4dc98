"""Rules on events: what is worth telling somebody, and whether it has been told. Rows and times in, alerts out."""

from pipeline.alerts.message import body_of, title_of
from pipeline.alerts.plan import Alert, alerts_frame, delivered, held, plan, refused
from pipeline.alerts.rules import change, is_quiet, matches

__all__ = [
    "Alert",
    "alerts_frame",
    "body_of",
    "change",
    "delivered",
    "held",
    "is_quiet",
    "matches",
    "plan",
    "refused",
    "title_of",
]
