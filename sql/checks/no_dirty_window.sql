-- question: Are there days whose duplicates and events were not recomputed after a change?
-- severity: error
SELECT published_date FROM windows WHERE dirty;
