-- question: Pages that were read before a feed listed them must be read again: what the feed says of them counts too.
-- `listed` has url_key and url of entries that are new. Only feeds on the list are heard.
UPDATE extractions SET stale = true
FROM captures AS c
WHERE c.capture_id = extractions.capture_id AND c.kind = 'page' AND NOT extractions.stale
  AND (c.url_key IN (SELECT url_key FROM listed) OR c.via IN (SELECT url FROM listed));
