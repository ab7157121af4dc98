-- Dated entries of live blogs: stretches of articles.body with a time of publication of their own.
-- A default of a list in ADD COLUMN itself stops DuckDB 1.5 where the table has more than 2,048 rows.
ALTER TABLE articles ADD COLUMN sections STRUCT("start" INTEGER, "end" INTEGER, published_at TIMESTAMPTZ, headline VARCHAR)[];
ALTER TABLE articles ALTER sections SET DEFAULT [];
UPDATE articles SET sections = [];
