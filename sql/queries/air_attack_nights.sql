-- question: How many drones and missiles came each night, and how many were shot down, by whose count?
-- param: country VARCHAR = NULL | attacked country, ISO 3166-1 alpha-3; all by default
-- example: -p country=UKR
-- column: night | the night to this morning
-- column: claimant, side | whose count it is; sides are never added up
-- column: interception_rate | intercepted by launched, 0 to 1
-- column: places, killed, injured | where the night's attacks hit, and their toll; the same in every row of a night
SELECT night, country, unit, claimant, side, launched, intercepted,
    round(intercepted / nullif(launched, 0), 2) AS interception_rate, places, killed, injured, len(sources) AS sources,
    event_id
FROM air_attacks
WHERE weapon IS NULL AND ($country IS NULL OR country = $country)
ORDER BY night DESC NULLS LAST, launched DESC NULLS LAST, country, unit, side;
