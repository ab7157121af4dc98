-- question: The view `event_daily` at a moment of knowledge time.
-- example: SELECT * FROM event_daily_as_of(TIMESTAMPTZ '2024-03-06 18:00:00Z')
CREATE OR REPLACE MACRO event_daily_as_of(moment) AS TABLE
    SELECT
        coalesce(event_date_start, first_reported_at::DATE) AS day,
        CASE WHEN event_date_start IS NULL THEN 'reported' ELSE 'event' END AS day_basis,
        country,
        event_type,
        count(*) AS events,
        sum(figure_low(figures, 'killed')) AS killed_low,
        sum(coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'), figure_high(figures, 'killed')))
            AS killed_best,
        sum(coalesce(figure_high(figures, 'killed'), figure_best(figures, 'killed'), figure_low(figures, 'killed')))
            AS killed_high,
        sum(coalesce(figure_best(figures, 'injured'), figure_low(figures, 'injured'), figure_high(figures, 'injured')))
            AS injured_best,
        sum(sources) AS source_reports
    FROM events_as_of(moment)
    WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
    GROUP BY ALL;
