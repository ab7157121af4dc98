"""Five pictures of a week: `marimo edit docs/notebook.py`, or `python docs/notebook.py` to see that it runs.

Needs the packages marimo (or marimo-base) and altair beside Dateline. It opens the published snapshot of DATELINE_HOME,
read-only; run `dateline demo` first and set DATELINE_HOME=dateline-demo.
"""

import marimo

app = marimo.App(width="medium", app_title="Dateline: five pictures")


@app.cell
def opening():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    home = Path(os.environ.get("DATELINE_HOME", "dateline-demo"))
    snapshot = duckdb.connect(str(home / "dateline.duckdb"), read_only=True)
    snapshot.execute("SET TimeZone = 'UTC'")

    mo.md(
        """
        # Five pictures

        The snapshot is an ordinary DuckDB file. Questions are SQL, answers are polars frames. Only what occurred is
        counted: threats, denials and anniversaries have other values in `modality` and `recency`.
        """
    )
    return alt, mo, pl, snapshot


@app.cell
def events_by_day(alt, mo, snapshot):
    daily = snapshot.sql(
        """
        SELECT day, event_type, sum(events)::INTEGER AS events
        FROM event_daily
        WHERE day >= (SELECT max(published_date) - 13 FROM articles)
        GROUP BY ALL ORDER BY ALL
        """
    ).pl()
    days_chart = (
        alt.Chart(daily, title="What happened, by day")
        .mark_bar()
        .encode(
            x=alt.X("day:T", timeUnit="yearmonthdate", title=None),
            y=alt.Y("events:Q", title="events"),
            color=alt.Color("event_type:N", title="type"),
            tooltip=["day:T", "event_type:N", "events:Q"],
        )
        .properties(width=620)
    )
    mo.vstack([mo.md("## 1. Every day"), days_chart])
    return (days_chart,)


@app.cell
def tolls_as_ranges(alt, mo, pl, snapshot):
    worst = (
        snapshot.sql(
            """
            SELECT coalesce(place_name, country, 'somewhere') || ', ' || event_date_start::VARCHAR AS what,
                coalesce(low, best, high) AS low, coalesce(best, low, high) AS best, coalesce(high, best, low) AS high,
                sources
            FROM tolls
            WHERE kind = 'killed' AND modality = 'occurred' AND recency = 'current' AND event_date_start IS NOT NULL
            """
        )
        .pl()
        .sort("best", descending=True)
        .head(12)
        .with_columns(pl.col("sources").cast(pl.Int64))
    )
    ranges = alt.Chart(worst, title="The dead: certain, likely, claimed").encode(
        y=alt.Y("what:N", sort=worst["what"].to_list(), title=None)
    )
    tolls_chart = (
        ranges.mark_rule(strokeWidth=3, opacity=0.5).encode(
            x=alt.X("low:Q", title="killed", scale=alt.Scale(type="symlog")), x2="high:Q"
        )
        + ranges.mark_point(filled=True, size=80).encode(x="best:Q", tooltip=["what", "low", "best", "high", "sources"])
    ).properties(width=620)
    mo.vstack([mo.md("## 2. Tolls are ranges"), tolls_chart])
    return (tolls_chart,)


@app.cell
def toll_over_time(alt, mo, snapshot):
    told = snapshot.sql(
        """
        SELECT known_from, kind, coalesce(best, low, high) AS figure
        FROM toll_history((
            SELECT event_id FROM event_revisions GROUP BY event_id
            ORDER BY count(DISTINCT figure_best(figures, 'killed')) DESC, count(*) DESC, event_id LIMIT 1))
        WHERE unit = 'person' AND kind IN ('killed', 'injured')
        """
    ).pl()
    history_chart = (
        alt.Chart(told, title="How the toll of the most revised event grew")
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("known_from:T", title="known from (UTC)"),
            y=alt.Y("figure:Q", title="persons"),
            color=alt.Color("kind:N", title=None),
            tooltip=["known_from:T", "kind", "figure"],
        )
        .properties(width=620)
    )
    mo.vstack([mo.md("## 3. What was known when"), history_chart])
    return (history_chart,)


@app.cell
def nights(alt, mo, snapshot):
    attacks = snapshot.sql(
        """
        SELECT night, country || ' ' || unit AS what, 'launched' AS kind, max(launched) AS n FROM air_attacks
        WHERE launched IS NOT NULL AND country IS NOT NULL GROUP BY ALL
        UNION ALL
        SELECT night, country || ' ' || unit, 'intercepted', max(intercepted) FROM air_attacks
        WHERE intercepted IS NOT NULL AND country IS NOT NULL GROUP BY ALL
        """
    ).pl()
    nights_chart = (
        alt.Chart(attacks, title="Drones, missiles and rockets, by night")
        .mark_bar()
        .encode(
            x=alt.X("night:O", timeUnit="yearmonthdate", title=None, axis=alt.Axis(format="%-d %b", labelAngle=0)),
            xOffset=alt.XOffset("kind:N", sort=["launched", "intercepted"]),
            y=alt.Y("n:Q", title="weapons"),
            color=alt.Color("kind:N", title=None, sort=["launched", "intercepted"]),
            column=alt.Column("what:N", title=None),
            tooltip=["night:T", "what", "kind", "n"],
        )
        .properties(width=140)
    )
    mo.vstack([mo.md("## 4. Air attacks"), nights_chart])
    return (nights_chart,)


@app.cell
def places(alt, mo, snapshot):
    where = snapshot.sql(
        """
        SELECT lon, lat, place_name, country, event_type, sources,
            greatest(1, coalesce(killed_best, killed_low, 0)) AS weight
        FROM events_current
        WHERE lat IS NOT NULL AND modality = 'occurred' AND recency = 'current' AND place_precision <> 'country'
        """
    ).pl()
    lines = alt.Chart(alt.graticule(step=[15, 15])).mark_geoshape(stroke="lightgray", strokeWidth=0.5, fill=None)
    circles = (
        alt.Chart(where, title="Where, and how many were killed")
        .mark_circle(opacity=0.6)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("weight:Q", title="killed", scale=alt.Scale(type="sqrt", range=[30, 900])),
            color=alt.Color("event_type:N", title="type"),
            tooltip=["place_name", "country", "event_type", "weight", "sources"],
        )
    )
    map_chart = (lines + circles).project("naturalEarth1").properties(width=620, height=320)
    mo.vstack([mo.md("## 5. Where"), map_chart])
    return (map_chart,)


if __name__ == "__main__":
    app.run()
