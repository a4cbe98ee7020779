-- FIND UNIQUE Host WITH tag.AccountName = 'emea' AS h RETURN h.hostname
-- $1 = 3
-- $2 = "emea"

SELECT * FROM (SELECT DISTINCT n0."hostname" AS c0
FROM entity_host n0
WHERE n0.kind_id IN (4, 5, 6, 7) AND (n0.begin_seq <= CAST($1 AS INTEGER) AND (n0.end_seq IS NULL OR n0.end_seq > CAST($1 AS INTEGER))) AND (CASE WHEN json_type(nullif(json_extract(n0.props, '/tag.AccountName'), 'null')) = 'VARCHAR' THEN json_extract_string(nullif(json_extract(n0.props, '/tag.AccountName'), 'null'), '$') END = CAST($2 AS VARCHAR) OR list_contains(CASE WHEN json_type(nullif(json_extract(n0.props, '/tag.AccountName'), 'null')) = 'ARRAY' THEN list_transform(list_filter(CAST(json_extract(nullif(json_extract(n0.props, '/tag.AccountName'), 'null'), '$[*]') AS JSON[]), lambda item: json_type(item) = 'VARCHAR'), lambda item: json_extract_string(item, '$')) END, CAST($2 AS VARCHAR)))) found
ORDER BY found.c0 ASC NULLS LAST;
