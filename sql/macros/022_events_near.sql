-- question: Which events happened within so many kilometres of a point, nearest first?
-- Events known only to a region or a country have that region's point: look at place_precision.
-- example: SELECT * FROM events_near(50.45, 30.52, 100)
CREATE OR REPLACE MACRO events_near(near_lat, near_lon, km) AS TABLE
    SELECT *, distance_km(near_lat, near_lon, lat, lon) AS km_away
    FROM events
    WHERE lat BETWEEN near_lat - km / 111.0 AND near_lat + km / 111.0
      AND distance_km(near_lat, near_lon, lat, lon) <= km
    ORDER BY km_away, event_id;
