-- FIND qualys_vulnerability_manager THAT SCANS Host AS h RETURN h._type, count(h) AS n ORDER BY n DESC
-- $1 = 3

SELECT * FROM (SELECT CASE n1.kind_id WHEN 4 THEN 'aws_instance' WHEN 5 THEN 'azure_vm' WHEN 6 THEN 'google_compute_instance' WHEN 7 THEN 'discovered_host' END AS c0, count(DISTINCT n1.id) AS c1
FROM entity_other n0
  CROSS JOIN relationship e0
  JOIN entity_host n1 ON e0.from_id = n0.id AND e0.to_id = n1.id AND e0.edge_kind_id IN (5, 6, 7, 8) AND (e0.begin_seq <= CAST($1 AS INTEGER) AND (e0.end_seq IS NULL OR e0.end_seq > CAST($1 AS INTEGER))) AND n1.kind_id IN (4, 5, 6, 7) AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id = 2 AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))
GROUP BY 1) found
ORDER BY found.c1 DESC NULLS LAST, found.c0 ASC NULLS LAST;
