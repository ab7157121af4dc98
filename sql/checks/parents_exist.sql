-- question: Does any row point at something that is not there?
-- severity: error
SELECT 'articles.capture_id' AS link, capture_id AS id FROM articles ANTI JOIN captures USING (capture_id)
UNION ALL SELECT 'event_mentions.article', mention_id FROM event_mentions ANTI JOIN articles USING (article_id, version)
UNION ALL SELECT 'mention_actors.mention_id', mention_id FROM mention_actors ANTI JOIN event_mentions USING (mention_id)
UNION ALL SELECT 'mention_places.mention_id', mention_id FROM mention_places ANTI JOIN event_mentions USING (mention_id)
UNION ALL SELECT 'quantities.mention_id', mention_id FROM quantities ANTI JOIN event_mentions USING (mention_id)
UNION ALL SELECT 'event_mentions.event_id', event_id FROM event_mentions ANTI JOIN events USING (event_id) WHERE event_id IS NOT NULL
UNION ALL SELECT 'event_revisions.event_id', event_id FROM event_revisions ANTI JOIN events USING (event_id);
