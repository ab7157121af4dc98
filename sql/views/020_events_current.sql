-- question: Every event as it stands now, with the figures that are asked for most as columns.
-- Null means that no source gives the figure. `low` is what is certain, `high` what some source claims.
CREATE OR REPLACE VIEW events_current AS
SELECT
    e.*,
    figure_low(figures, 'killed') AS killed_low,
    figure_best(figures, 'killed') AS killed_best,
    figure_high(figures, 'killed') AS killed_high,
    figure_low(figures, 'injured') AS injured_low,
    figure_best(figures, 'injured') AS injured_best,
    figure_high(figures, 'injured') AS injured_high
FROM events AS e;
