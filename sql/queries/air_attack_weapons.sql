-- question: Which makes of weapon came each night, how many, and what share was shot down, by whose count?
-- param: first DATE = DATE '1900-01-01' | from this night on
-- param: last DATE = DATE '2999-12-31' | to this night
-- param: country VARCHAR = NULL | attacked country, ISO 3166-1 alpha-3; all by default
-- example: -p first=2024-03-04 -p last=2024-03-08 -p country=UKR
-- column: night, country | the night to this morning; attacked
-- column: unit, weapon | drone, missile, rocket, ...; the make as printed, `any` where the count is of all of the unit
-- column: claimant, side | whose count it is; sides are never added up
-- column: launched, intercepted | by that count
-- column: interception_rate | intercepted by launched, 0 to 1; empty where one of them is missing
-- column: sources, event_id | how many say so; for `figures`
SELECT night, country, unit, coalesce(weapon, 'any') AS weapon, claimant, side, launched, intercepted,
    round(intercepted / nullif(launched, 0), 2) AS interception_rate, len(sources) AS sources, event_id
FROM air_attacks
WHERE night BETWEEN $first AND $last AND ($country IS NULL OR country = $country)
ORDER BY night DESC, country, unit, side, weapon IS NULL DESC, launched DESC NULLS LAST, weapon;
