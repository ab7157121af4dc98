-- question: Note what a poll learned. `times` has when feeds were asked and are to be asked again, `asked` the polls.
-- Most of a poll changes the times alone; a column that is not written costs nothing at the next checkpoint.
UPDATE feeds SET last_polled_at = t.last_polled_at, next_poll_at = t.next_poll_at
FROM times AS t WHERE feeds.feed_id = t.feed_id;
INSERT INTO polls BY NAME SELECT * FROM asked;
