-- question: Sites of which at least half of the pages were lost
SELECT host, pages, articles, lost_by_reason, last_article_at
FROM lost_sites WHERE share_lost >= 0.5 AND lost >= 3 ORDER BY lost DESC, host LIMIT 50;
