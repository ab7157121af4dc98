-- question: Feeds that used to publish and have gone quiet for longer than their habit
SELECT url, newest_entry_at, round(quiet_days, 1) AS quiet_days, round(habit_days, 1) AS habit_days, last_outcome
FROM feed_health WHERE gone_quiet ORDER BY quiet_days / habit_days DESC, url LIMIT 50;
