-- question: What do the mentions that were reached contain of one kind, in order?
SELECT x.* FROM {{table}} AS x SEMI JOIN reached_mention USING (mention_id)
ORDER BY x.mention_id, x."start", x."end", {{order}};
