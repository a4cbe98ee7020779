-- FIND Host THAT !HAS Finding AS x RETURN Host.hostname
-- $1 = 3

SELECT n0."hostname" AS c0
FROM entity_host n0
WHERE n0.kind_id IN (4, 5, 6, 7) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER))) AND NOT EXISTS (SELECT 1 FROM entity_host_finding n1 WHERE n1.asset_ref = n0.id AND n1.kind_id = 8 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER))))
ORDER BY n0.id ASC NULLS LAST;
