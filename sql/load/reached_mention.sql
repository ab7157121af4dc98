-- question: The near mentions that were reached, each once.
CREATE OR REPLACE TEMP TABLE reached_mention AS SELECT * FROM near_mention SEMI JOIN reached USING (n);
