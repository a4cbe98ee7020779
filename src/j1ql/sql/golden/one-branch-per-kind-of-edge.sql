-- FIND Finding AS f THAT IS Vulnerability AS v RETURN f.qid, v.displayName
-- $1 = 3

SELECT n0."qid" AS c0, n1."display_name" AS c1
FROM entity n0
  JOIN (SELECT l.id AS l, r.id AS r FROM entity l CROSS JOIN entity_vulnerability r WHERE l.scope_id = r.scope_id AND l.qid = r.qid AND l.kind_id IN (8, 10) AND (l.begin_seq <= CAST($1 AS INTEGER) AND (l.end_seq IS NULL OR l.end_seq > CAST($1 AS INTEGER))) AND r.kind_id = 11 AND (r.begin_seq <= CAST($1 AS INTEGER) AND (r.end_seq IS NULL OR r.end_seq > CAST($1 AS INTEGER)))
    UNION ALL SELECT l.id AS l, r.id AS r FROM entity l CROSS JOIN vuln_cve b CROSS JOIN entity_vulnerability r WHERE b.instance_id = l.scope_id AND b.qid = l.qid AND b.cve_id = r.id AND (b.begin_seq <= CAST($1 AS INTEGER) AND (b.end_seq IS NULL OR b.end_seq > CAST($1 AS INTEGER))) AND l.kind_id IN (8, 10) AND (l.begin_seq <= CAST($1 AS INTEGER) AND (l.end_seq IS NULL OR l.end_seq > CAST($1 AS INTEGER))) AND r.kind_id = 12 AND (r.begin_seq <= CAST($1 AS INTEGER) AND (r.end_seq IS NULL OR r.end_seq > CAST($1 AS INTEGER)))) e0 ON e0.l = n0.id
  JOIN entity_vulnerability n1 ON n1.id = e0.r AND n1.kind_id IN (11, 12) AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id IN (8, 10) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))
ORDER BY n0.id ASC NULLS LAST, n1.id ASC NULLS LAST;
