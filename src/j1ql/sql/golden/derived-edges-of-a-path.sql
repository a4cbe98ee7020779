-- FIND Host AS h THAT HAS >> qualys_host_finding AS f THAT IS cve AS c RETURN h.hostname, c.cveId ORDER BY c.cveId LIMIT 5
-- $1 = 3

SELECT n0."hostname" AS c0, n2."cve_id" AS c1
FROM entity_host n0
  JOIN entity_host_finding n1 ON n1.asset_ref = n0.id AND n1.kind_id = 8 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))
  CROSS JOIN vuln_cve e1
  JOIN entity_vulnerability n2 ON e1.instance_id = n1.scope_id AND e1.qid = n1.qid AND e1.cve_id = n2.id AND (e1.begin_seq <= CAST($1 AS INTEGER) AND (e1.end_seq IS NULL OR e1.end_seq > CAST($1 AS INTEGER))) AND n2.kind_id = 12 AND (n2.begin_seq <= CAST($1 AS INTEGER) AND (n2.end_seq IS NULL OR n2.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id IN (4, 5, 6, 7) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))
ORDER BY n2."cve_id" ASC NULLS LAST, n0.id ASC NULLS LAST, n1.id ASC NULLS LAST, n2.id ASC NULLS LAST
LIMIT 5;
