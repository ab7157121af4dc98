-- question: Note what a poll learned. `asked` has the polls, each with when its feed is to be asked again.
-- Most of a poll changes the times alone; a column that is not written costs nothing at the next checkpoint.
UPDATE feeds SET last_polled_at = asked.polled_at, next_poll_at = asked.next_poll_at
FROM asked WHERE feeds.feed_id = asked.feed_id;
INSERT INTO polls BY NAME SELECT * EXCLUDE (next_poll_at) FROM asked;
