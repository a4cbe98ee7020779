-- FIND User AS u THAT OWNS Host THAT HAS Finding RETURN u.name, sum(u.level)
-- $1 = 3

SELECT * FROM (SELECT paths.x0 AS c0, sum(paths.x1) FILTER (WHERE paths.x2 = 1) AS c1
FROM (SELECT n0."name" AS x0, CASE WHEN json_type(nullif(json_extract(n0.props, '/level'), 'null')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE') THEN CAST(nullif(json_extract(n0.props, '/level'), 'null') AS DOUBLE) END AS x1, row_number() OVER (PARTITION BY n0."name", n0.id ORDER BY n0.id) AS x2
FROM entity_other n0
  CROSS JOIN relationship e0
  JOIN entity_host n1 ON e0.from_id = n0.id AND e0.to_id = n1.id AND e0.edge_kind_id = 24 AND (e0.begin_seq <= CAST($1 AS INTEGER) AND (e0.end_seq IS NULL OR e0.end_seq > CAST($1 AS INTEGER))) AND n1.kind_id = 4 AND (n1.begin_seq <= CAST($1 AS INTEGER) AND (n1.end_seq IS NULL OR n1.end_seq > CAST($1 AS INTEGER)))
  JOIN entity_host_finding n2 ON n2.asset_ref = n1.id AND n2.kind_id = 8 AND (n2.begin_seq <= CAST($1 AS INTEGER) AND (n2.end_seq IS NULL OR n2.end_seq > CAST($1 AS INTEGER)))
WHERE n0.kind_id = 14 AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER)))) paths
GROUP BY 1) found
ORDER BY found.c0 ASC NULLS LAST, found.c1 ASC NULLS LAST;
