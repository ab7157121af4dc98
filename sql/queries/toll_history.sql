-- question: How did the figures of an event change as reports came in?
-- param: event VARCHAR | event_id, or its first characters, as `day` gives them
-- example: -p event=EVENT_ID
-- column: known_from | from this moment on the database could say so, by publication
SELECT known_from, kind, unit, low, best, high, disputed, sources FROM toll_history($event);
