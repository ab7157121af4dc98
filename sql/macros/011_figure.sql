-- question: One field (low, best or high) of the figure of one kind for persons, out of an event's list of figures.
CREATE OR REPLACE MACRO figure_low(figures, k) AS
    list_filter(figures, lambda f: f.kind = k)[1].low;
CREATE OR REPLACE MACRO figure_best(figures, k) AS
    list_filter(figures, lambda f: f.kind = k)[1].best;
CREATE OR REPLACE MACRO figure_high(figures, k) AS
    list_filter(figures, lambda f: f.kind = k)[1].high;
