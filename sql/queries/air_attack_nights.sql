-- question: How many drones and missiles came each night, and how many were shot down?
-- param: country VARCHAR = NULL | attacked country, ISO 3166-1 alpha-3; all by default
-- example: -p country=UKR
-- column: interception_rate | intercepted by launched, 0 to 1
SELECT night, country, unit, place_name, launched, intercepted,
    round(intercepted / nullif(launched, 0), 2) AS interception_rate, sources, event_id
FROM air_attacks
WHERE $country IS NULL OR country = $country
ORDER BY night DESC NULLS LAST, launched DESC NULLS LAST, event_id;
