-- question: Add the incoming rows that the table does not hold yet.
INSERT INTO {{table}} BY NAME
SELECT {{columns}} FROM incoming EXCEPT SELECT {{columns}} FROM {{table}};
