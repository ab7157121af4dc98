"""The brief: what happened in a stretch of days, ranked, with who says so. Pure: answers in, text out."""

from pipeline.brief.compose import LEAD, compose, lead_ids
from pipeline.brief.markdown import markdown
from pipeline.brief.model import Brief, BriefFrames, Window
from pipeline.brief.page import AIR_DAYS, CONTEXT_DAYS, html

__all__ = [
    "AIR_DAYS",
    "CONTEXT_DAYS",
    "LEAD",
    "Brief",
    "BriefFrames",
    "Window",
    "compose",
    "html",
    "lead_ids",
    "markdown",
]
