"""Charts as static SVG: Vega-Lite specifications, rendered here by vl-convert, cleaned to drawing elements only.

No script is left to the reader's browser. Colours are CSS variables of the page, so that dark mode and print change
them. Each chart is drawn for a wide and for a narrow page; numbers stand in a table beside it, for who cannot see it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lxml import etree

from pipeline.brief.model import AirNight, Brief, EventItem
from pipeline.brief.words import GROUPS, day, number, short

WIDE, NARROW = 480, 340
_DRAWN = frozenset(("svg", "g", "path", "line", "rect", "circle", "text", "tspan", "clipPath", "defs"))
_KEPT = frozenset(
    (
        *(
            "d",
            "x",
            "y",
            "x1",
            "x2",
            "y1",
            "y2",
            "cx",
            "cy",
            "r",
            "width",
            "height",
            "viewBox",
            "transform",
            "id",
            "opacity",
        ),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"),
        *("stroke-opacity", "text-anchor", "font-size", "font-weight", "font-style", "dominant-baseline", "clip-path"),
    )
)
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBERS = re.compile(r"-?\d+\.\d{3,}")
_FONT = "system-ui"
_SERIES = 4
"""Pairs of country and weapon that are drawn; the table beside the chart has all."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture and the same numbers as rows. `wide` and `narrow` are SVG elements, safe to put into a page."""

    key: str
    title: str
    summary: str
    """What the picture shows, in a sentence: its text alternative."""
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def timeline(brief: Brief, days: int) -> Chart | None:
    """Events by the day of their first report, the last `days` days, by group. None where there are none."""
    if not brief.daily:
        return None
    last = brief.window.end.date() - timedelta(days=1)
    first = max(last - timedelta(days=days - 1), min(d for d, _, _ in brief.daily))
    first = min(first, last - timedelta(days=min(days, 10) - 1))
    found = {(d, g): n for d, g, n in brief.daily}
    span = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    values = [
        {"day": d.isoformat(), "group": name, "n": found.get((d, g), 0), "order": k}
        for d in span
        for k, (g, name) in enumerate(GROUPS)
    ]
    total = sum(v["n"] for v in values if isinstance(v["n"], int))
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 1},
        "encoding": {
            "x": {
                "field": "day",
                "type": "ordinal",
                "axis": _day_axis(span),
                "scale": {"paddingInner": 0.25},
                "title": None,
            },
            "y": {"field": "n", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 4}},
            "color": _groups(),
            "order": {"field": "order"},
        },
    }
    busiest = max(span, key=lambda d: sum(found.get((d, g), 0) for g, _ in GROUPS))
    return _chart(
        "timeline",
        f"Events by day of first report, {day(first, year=False)} to {day(last)}",
        f"{total} events in {len(span)} days; most on {day(busiest, year=False)}.",
        spec,
        170,
        ("Day", *(name for _, name in GROUPS)),
        [(day(d, year=False), *(str(found.get((d, g), 0)) for g, _ in GROUPS)) for d in span],
    )


def air_attacks(nights: Sequence[AirNight], last: date, days: int) -> Chart | None:
    """Launched and intercepted by night, of the country and weapon pairs with most. None where nobody counted."""
    first = last - timedelta(days=days - 1)
    shown = [n for n in nights if first <= n.night <= last]
    if not shown:
        return None
    size: dict[tuple[str, str], int] = defaultdict(int)
    for n in shown:
        size[n.where, n.unit] += max(n.launched or 0, n.intercepted or 0)
    series = sorted(size, key=lambda key: (-size[key], key))[:_SERIES]
    titles = {key: f"{_plural(key[1])}, {key[0]}" for key in series}
    span = [first + timedelta(days=k) for k in range(days)]
    values = []
    for key in series:
        for d in span:
            there = [n for n in shown if n.night == d and (n.where, n.unit) == key]
            for what, counts in (
                ("launched", [n.launched for n in there]),
                ("intercepted", [n.intercepted for n in there]),
            ):
                told = [n for n in counts if n is not None]
                values.append({"day": d.isoformat(), "series": titles[key], "what": what, "n": max(told, default=0)})
    spec = {
        "data": {"values": values},
        "facet": {
            "row": {
                "field": "series",
                "type": "nominal",
                "sort": list(titles.values()),
                "header": {
                    "title": None,
                    "labelAngle": 0,
                    "labelAlign": "left",
                    "labelAnchor": "start",
                    "labelOrient": "top",
                    "labelFontWeight": 600,
                },
            }
        },
        "spacing": 14,
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": "WIDTH",
            "height": 74 if len(series) > 1 else 140,
            "encoding": {
                "x": {"field": "day", "type": "ordinal", "axis": _day_axis(span), "title": None},
                "y": {"field": "n", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 3}},
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "scale": {"domain": ["launched", "intercepted"], "range": ["var(--bar-light)", "var(--bar-dark)"]},
                    "legend": {"title": None, "orient": "top", "symbolType": "square"},
                },
            },
            "layer": [
                {
                    "transform": [{"filter": "datum.what == 'launched'"}],
                    "mark": {"type": "bar", "width": {"band": 0.8}},
                },
                {
                    "transform": [{"filter": "datum.what == 'intercepted'"}],
                    "mark": {"type": "bar", "width": {"band": 0.42}},
                },
            ],
        },
    }
    rows = [
        (
            day(n.night, year=False),
            n.where,
            _plural(n.unit),
            number(n.launched) if n.launched is not None else "not stated",
            number(n.intercepted) if n.intercepted is not None else "not stated",
        )
        for n in sorted(shown, key=lambda n: (n.night, n.where, n.unit), reverse=True)
    ]
    return _chart(
        "air",
        f"Air attacks, {day(first, year=False)} to {day(last)}",
        f"Launched and intercepted by night: {'; '.join(titles.values())}.",
        spec,
        0,
        ("Night", "Country", "Weapon", "Launched", "Intercepted"),
        rows,
    )


def tolls(events: Sequence[EventItem], most: int = 12) -> Chart | None:
    """Dead of the deadliest events, from what is certain to what is claimed. None where nobody died."""
    found = [(item, figure) for item in events if (figure := item.figure("killed")) is not None and figure.size > 0]
    found.sort(key=lambda pair: (-pair[1].size, pair[0].event_id))
    found = found[:most]
    if not found:
        return None
    values = []
    for k, (item, figure) in enumerate(found):
        low = figure.low if figure.low is not None else figure.size
        high = figure.high if figure.high is not None else figure.size
        values.append(
            {
                "k": f"{k:02d}",
                "name": short(item.where or item.headline.removesuffix(", place not stated"), 30),
                "low": low,
                "high": max(high, low),
                "best": figure.size,
                "text": figure.value,
                "open": figure.high is None,
            }
        )
    names = {str(v["k"]): str(v["name"]) for v in values}
    label = "{" + ",".join(f"'{k}': {_quoted(name)}" for k, name in names.items()) + "}[datum.label]"
    top = max(int(str(v["high"])) for v in values)
    y = {
        "field": "k",
        "type": "ordinal",
        "title": None,
        "axis": {
            "labelExpr": label,
            "labelLimit": 150,
            "ticks": False,
            "domain": False,
            "grid": False,
            "labelPadding": 8,
        },
    }
    scale: dict[str, Any] = {"domainMin": 0, "nice": True}
    if top > 200 and len(values) > 3:
        scale = {"type": "symlog", "constant": 10, "domainMin": 0}
    x = {"type": "quantitative", "title": "killed", "scale": scale, "axis": {"tickMinStep": 1, "tickCount": 5}}
    spec = {
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {
                    "type": "rule",
                    "strokeWidth": 5,
                    "strokeCap": "round",
                    "stroke": "var(--violence)",
                    "opacity": 0.35,
                },
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "color": "var(--violence)", "opacity": 1},
                "encoding": {"x": {"field": "best", **x}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "fill": "var(--ink)"},
                "encoding": {"x": {"field": "high", **x}, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    }
    return _chart(
        "tolls",
        "Reported deaths, with the range that sources give",
        "; ".join(f"{item.where or item.headline}: {figure.value}" for item, figure in found[:5]) + ".",
        spec,
        24 * len(values) + 6,
        ("Event", "Killed", "Certain", "Best", "Highest", "Sources"),
        [
            (
                item.headline,
                figure.value,
                *(number(n) if n is not None else "not stated" for n in (figure.low, figure.best, figure.high)),
                str(figure.sources),
            )
            for item, figure in found
        ],
    )


def toll_history(steps: Sequence[tuple[datetime, str, int, int, int]]) -> Chart | None:
    """How figures of one event changed: (known from, name, low, best, high) in order. None where nothing changed."""
    names = list(dict.fromkeys(name for _, name, *_ in steps))
    if len({step[2:] for step in steps}) < 2 or len({at for at, *_ in steps}) < 2:
        return None
    values = [
        {"at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "name": n, "low": lo, "best": b, "high": hi} for at, n, lo, b, hi in steps
    ]
    x = {
        "field": "at",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},
        "axis": {"grid": False, "tickCount": 4, "format": "%-d %b %H:%M", "labelOverlap": True},
    }
    color = {
        "field": "name",
        "type": "nominal",
        "scale": {"domain": names, "range": ["var(--violence)", "var(--disaster)", "var(--politics)", "var(--unrest)"]},
        "legend": {"title": None, "orient": "top", "symbolType": "circle", "symbolOpacity": 1},
    }
    y = {"type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 4}}
    spec = {
        "data": {"values": values},
        "encoding": {"x": x, "color": color},
        "layer": [
            {
                "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.18},
                "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
                "encoding": {"y": {"field": "best", **y}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 36, "opacity": 1},
                "encoding": {"y": {"field": "best", **y}},
            },
        ],
    }
    return _chart(
        "history", "Figures over time", "Steps are reports; the band goes from low to high.", spec, 190, (), ()
    )


def _quoted(text: str) -> str:
    """A Vega expression string: nothing of a name can end it."""
    return "'" + "".join(c if c.isalnum() or c in " ,.:-()…–" else " " for c in text) + "'"


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") or unit == "aircraft" else f"{unit}s"


def _groups() -> dict[str, Any]:
    return {
        "field": "group",
        "type": "nominal",
        "scale": {"domain": [name for _, name in GROUPS], "range": [f"var(--{group})" for group, _ in GROUPS]},
        "legend": {"title": None, "orient": "top", "symbolType": "square", "columns": "LEGEND"},
    }


def _day_axis(span: Sequence[date]) -> dict[str, Any]:
    """Days as "6 Mar", not more of them than fit."""
    step = max(1, -(-len(span) // 8))
    shown = [d.isoformat() for d in span[::-1][::step]]
    months = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
    return {
        "values": shown,
        "labelAngle": 0,
        "ticks": False,
        "labelPadding": 6,
        "grid": False,
        "labelExpr": f"parseInt(slice(datum.label, 8)) + ' ' + {months}[parseInt(slice(datum.label, 5, 7)) - 1]",
    }


_CONFIG: dict[str, Any] = {
    "font": _FONT,
    "background": None,
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "titleFontWeight": "normal",
        "titleFontSize": 11,
        "labelFontSize": 11,
        "gridColor": "var(--rule)",
        "domainColor": "var(--rule)",
        "tickColor": "var(--rule)",
        "domain": False,
    },
    "legend": {"labelColor": "var(--ink)", "labelFontSize": 12, "rowPadding": 4, "labelLimit": 220},
    "header": {"labelColor": "var(--ink)", "labelFontSize": 12},
}


def _chart(
    key: str,
    title: str,
    summary: str,
    spec: dict[str, Any],
    height: int,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    wide = draw(_sized(spec, WIDE, height, 2), key + "w")
    narrow = draw(_sized(spec, NARROW, height, 1), key + "n")
    return Chart(key, title, summary, wide, narrow, columns, tuple(rows))


def _sized(value: Any, width: int, height: int, legend: int, top: bool = True) -> Any:
    """The specification with its placeholders filled; a single view gets its size."""
    if isinstance(value, dict):
        filled = {k: _sized(v, width, height, legend, False) for k, v in value.items() if k != "data"}
        if "data" in value:
            filled["data"] = value["data"]
        if top and height:
            filled |= {"width": width, "height": height, "autosize": {"type": "fit-x", "contains": "padding"}}
        return filled
    if isinstance(value, list):
        return [_sized(v, width, height, legend, False) for v in value]
    return width - 40 if value == "WIDTH" else legend if value == "LEGEND" else value


def draw(spec: dict[str, Any], key: str) -> str:
    """SVG of a Vega-Lite specification: drawing elements and their attributes, nothing that acts or links."""
    import vl_convert  # noqa: PLC0415 - 80 MB that only a brief needs

    full = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, "padding": 2, **spec}
    return clean(vl_convert.vegalite_to_svg(full), key)


def clean(svg: str, key: str) -> str:
    """Keep what draws; drop everything else, also what a hostile label might have become."""
    numbers: dict[str, int] = {}

    def named(name: str) -> str:
        """Vega counts on from drawing to drawing; the same chart must give the same bytes."""
        return f"{key}-{numbers.setdefault(name, len(numbers))}"

    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in list(root.iter()):
        name = str(element.tag).removeprefix(_SVG)
        if not isinstance(element.tag, str) or name not in _DRAWN or _hidden(element):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for attribute in list(element.attrib):
            value = element.attrib[attribute]
            if attribute not in _KEPT or (
                "(" in value and not value.startswith(("var(--", "url(#", "translate(", "rotate("))
            ):
                if not (attribute == "transform" and re.fullmatch(r"[a-z0-9(),.\- ]+", value)):
                    del element.attrib[attribute]
            elif attribute == "id":
                element.attrib[attribute] = named(value)
            elif value.startswith("url(#"):
                element.attrib[attribute] = f"url(#{named(value[5:-1])})"
            else:
                element.attrib[attribute] = _NUMBERS.sub(lambda m: f"{float(m[0]):.2f}", value)
    root.set("class", "chart")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "")


def _hidden(element: etree._Element) -> bool:
    """Empty frames that Vega draws around every group."""
    return element.get("class") in ("background", "foreground") and element.get("fill") in (None, "none", "transparent")
