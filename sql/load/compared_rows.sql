-- question: The rows of one table of one of the two databases.
CREATE OR REPLACE TEMP VIEW {{side}}_rows AS SELECT * FROM {{side}}_db.{{table}};
