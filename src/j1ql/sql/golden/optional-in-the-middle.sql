-- FIND Host AS h (THAT USES Image)? THAT HAS Finding AS f RETURN h.hostname, f.qid
-- $1 = 3

SELECT n0."hostname" AS c0, n3."qid" AS c1
FROM entity_host n0
  JOIN (SELECT x1.id AS l, n1.id AS u, n1.id AS n1 FROM entity_host x1 CROSS JOIN relationship e0 JOIN entity_other n1 ON e0.from_id = x1.id AND e0.to_id = n1.id AND e0.edge_kind_id = 22 AND (e0.begin_seq <= CAST($1 AS INTEGER) AND (e0.end_seq IS NULL OR e0.end_seq > CAST($1 AS INTEGER))) AND n1.kind_id = 15 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER))) WHERE x1.kind_id IN (4, 5, 6, 7) AND (x1.begin_seq <= CAST($1 AS INTEGER) AND (x1.end_seq IS NULL OR x1.end_seq > CAST($1 AS INTEGER)))
    UNION ALL SELECT x1.id, x1.id, NULL FROM entity_host x1 WHERE x1.kind_id IN (4, 5, 6, 7) AND (x1.begin_seq <= CAST($1 AS INTEGER) AND (x1.end_seq IS NULL OR x1.end_seq > CAST($1 AS INTEGER)))) g1 ON g1.l = n0.id
  JOIN entity n2 ON n2.id = g1.u AND n2.kind_id IN (4, 5, 6, 7, 15) AND (n2.begin_seq <= CAST($1 AS INTEGER) AND (n2.end_seq IS NULL OR n2.end_seq > CAST($1 AS INTEGER)))
  JOIN (SELECT l.id AS l, r.id AS r FROM entity_host l CROSS JOIN entity_host_finding r WHERE r.asset_ref = l.id AND l.kind_id IN (4, 5, 6, 7) AND (l.begin_seq <= CAST($1 AS INTEGER) AND (l.end_seq IS NULL OR l.end_seq > CAST($1 AS INTEGER))) AND r.kind_id = 8 AND (r.begin_seq <= CAST($1 AS INTEGER) AND (r.end_seq IS NULL OR r.end_seq > CAST($1 AS INTEGER)))
    UNION ALL SELECT b.from_id AS l, b.to_id AS r FROM relationship b WHERE b.edge_kind_id = 23 AND (b.begin_seq <= CAST($1 AS INTEGER) AND (b.end_seq IS NULL OR b.end_seq > CAST($1 AS INTEGER)))) e1 ON e1.l = n2.id
  JOIN entity_host_finding n3 ON n3.id = e1.r AND n3.kind_id = 8 AND (n3.begin_seq <= CAST($1 AS INTEGER) AND (n3.end_seq IS NULL OR n3.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id IN (4, 5, 6, 7) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))
ORDER BY n0.id ASC NULLS LAST, g1.n1 ASC NULLS LAST, n2.id ASC NULLS LAST, n3.id ASC NULLS LAST;
