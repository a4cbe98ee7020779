-- FIND Host AS h (THAT OWNS User AS u)? RETURN h.hostname, u.email
-- $1 = 3

SELECT n0."hostname" AS c0, nullif(json_extract(n1.props, '/email'), 'null') AS c1
FROM entity_host n0
  LEFT JOIN (SELECT x1.id AS l, n1.id AS n1 FROM entity_host x1 CROSS JOIN relationship e0 JOIN entity_other n1 ON e0.to_id = x1.id AND e0.from_id = n1.id AND e0.edge_kind_id = 24 AND (e0.begin_seq <= CAST($1 AS INTEGER) AND (e0.end_seq IS NULL OR e0.end_seq > CAST($1 AS INTEGER))) AND n1.kind_id = 14 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER))) WHERE x1.kind_id IN (4, 5, 6, 7) AND (x1.begin_seq <= CAST($1 AS INTEGER) AND (x1.end_seq IS NULL OR x1.end_seq > CAST($1 AS INTEGER)))) g1 ON g1.l = n0.id
  LEFT JOIN entity_other n1 ON n1.id = g1.n1 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id IN (4, 5, 6, 7) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))
ORDER BY n0.id ASC NULLS LAST, n1.id ASC NULLS LAST;
