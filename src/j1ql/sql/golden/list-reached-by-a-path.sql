-- FIND qualys_account THAT HAS Service THAT SCANS Host
-- $1 = 3

SELECT CASE WHEN n0.id IS NOT NULL THEN <entity> END AS c0
FROM entity_other n0
WHERE n0.kind_id = 1 AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER))) AND n0.id IN (SELECT n0.id FROM entity_other n0 CROSS JOIN relationship e0 JOIN entity_other n1 ON e0.from_id = n0.id AND e0.to_id = n1.id AND e0.edge_kind_id = 1 AND (e0.begin_seq <= CAST($1 AS INTEGER) AND (e0.end_seq IS NULL OR e0.end_seq > CAST($1 AS INTEGER))) AND n1.kind_id = 2 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER))) WHERE n0.kind_id = 1 AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER))) AND n1.id IN (SELECT n1.id FROM entity_other n1 CROSS JOIN relationship e1 JOIN entity_host n2 ON e1.from_id = n1.id AND e1.to_id = n2.id AND e1.edge_kind_id IN (5, 6, 7, 8) AND (e1.begin_seq <= CAST($1 AS INTEGER) AND (e1.end_seq IS NULL OR e1.end_seq > CAST($1 AS INTEGER))) AND n2.kind_id IN (4, 5, 6, 7) AND (n2.begin_seq <= CAST($1 AS INTEGER) AND (n2.end_seq IS NULL OR n2.end_seq > CAST($1 AS INTEGER))) WHERE n1.kind_id = 2 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))))
ORDER BY n0.id ASC NULLS LAST;
