-- question: These days are consistent again.
UPDATE windows SET dirty = false, run_id = $run_id WHERE published_date BETWEEN $first AND $last AND dirty;
