-- question: Is a point inside a box given in WGS 84 degrees? Where west is greater than east the box crosses the 180th meridian.
-- example: SELECT * FROM events WHERE in_box(lat, lon, 44, 22, 53, 41)
CREATE OR REPLACE MACRO in_box(lat, lon, south, west, north, east) AS
    lat BETWEEN south AND north
    AND CASE WHEN west <= east THEN lon BETWEEN west AND east ELSE lon >= west OR lon <= east END;
