-- Which Go releases are the programs built with?
SELECT
    go_version.value AS go,
    count(*) AS programs,
    count(*) FILTER (NOT go_version.exact) AS guessed,
    min(path) AS example
FROM records
WHERE outcome = 'go'
GROUP BY go
ORDER BY try_cast(regexp_extract(go, '^go1\.(\d+)', 1) AS INTEGER) DESC NULLS LAST, go DESC;
