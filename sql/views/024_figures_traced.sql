-- question: Every figure with the sentence that states it, who states it, and where it was published.
CREATE OR REPLACE VIEW figures_traced AS
SELECT
    m.event_id, q.kind, q.unit, q.weapon, q.low, q.best, q.high, q.qualifier, q.scope, q.subset_of,
    q.attributed_to, q.attribution_kind, q.text AS figure_text, m.evidence, a.title, a.source, a.url,
    a.published_at, a.article_id, a.version, m.mention_id, q.quantity_id, q."start", q."end"
FROM quantities AS q
JOIN event_mentions AS m USING (mention_id)
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version;
