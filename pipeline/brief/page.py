"""A brief as one HTML file that needs nothing else: no network, no fonts, no pictures from anywhere."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from pipeline.brief.charts import Chart, air_attacks, timeline, tolls
from pipeline.brief.mapmarks import NARROW, WIDE, maps
from pipeline.brief.model import Brief
from pipeline.brief.render import asset, environment, policy

CONTEXT_DAYS = 30
"""Days that the timeline looks back."""
AIR_DAYS = 14
"""Nights that the chart of air attacks looks back."""


@cache
def _template() -> Template:
    return environment().get_template("brief.html.j2")


def charts(brief: Brief) -> tuple[Chart, ...]:
    """The charts that have something to show."""
    last = brief.window.end.date() - timedelta(days=1)
    window_days = (brief.window.end - brief.window.start).days
    found = (
        timeline(brief, max(CONTEXT_DAYS, window_days)),
        air_attacks(brief.air, last, max(AIR_DAYS, min(window_days, 31))),
        tolls(brief.events),
    )
    return tuple(chart for chart in found if chart is not None)


def html(brief: Brief) -> str:
    """The page. The same brief gives the same bytes."""
    style, script = asset("base.css") + asset("brief.css"), asset("brief.js")
    drawn = {
        chart.key: (chart, Markup(chart.wide), Markup(chart.narrow))  # noqa: S704 - cleaned in charts.clean
        for chart in charts(brief)
    }
    return _template().render(
        brief=brief,
        policy=policy(str(style), str(script)),
        style=style,
        script=script,
        charts=drawn,
        wide=maps(brief.mapped, WIDE, "w"),
        narrow=maps(brief.mapped, NARROW, "n"),
        in_full={item.event_id: item.anchor for item in brief.lead},
        in_table={item.event_id: item.anchor for item in brief.events},
    )
