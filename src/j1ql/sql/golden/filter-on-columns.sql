-- FIND UNIQUE qualys_host_finding WITH open = true AND (severity = ('high' OR 'critical') OR port != 443) AS f RETURN f.qid
-- $1 = 3
-- $2 = true
-- $3 = "high"
-- $4 = "critical"
-- $5 = 443

SELECT * FROM (SELECT DISTINCT n0."qid" AS c0
FROM entity_host_finding n0
WHERE n0.kind_id = 8 AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER))) AND (n0."open" = CAST($2 AS BOOLEAN) AND (n0."severity" IN (CAST($3 AS VARCHAR), CAST($4 AS VARCHAR)) OR (n0."port" = CAST($5 AS BIGINT)) IS NOT TRUE))) found
ORDER BY found.c0 ASC NULLS LAST;
