-- question: Great-circle distance in kilometres between two points given in WGS 84 degrees (haversine, mean radius 6371.0088 km).
CREATE OR REPLACE MACRO distance_km(lat1, lon1, lat2, lon2) AS
    2 * 6371.0088 * asin(least(1, sqrt(
        pow(sin(radians(lat2 - lat1) / 2), 2)
        + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2)
    )));
