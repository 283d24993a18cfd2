-- Which are built with a release that gets no security fixes any more? The Go team supports the two newest.
--   SET VARIABLE oldest = 26;   -- Go 1.26, while 1.27 is the newest
SELECT
    go_version.value AS go,
    count(*) AS programs,
    list(DISTINCT build.module.path ORDER BY build.module.path)
        FILTER (build.module.path IS NOT NULL) AS modules,
    min(path) AS example
FROM records
WHERE outcome = 'go'
    AND try_cast(regexp_extract(go_version.value, '^go1\.(\d+)', 1) AS INTEGER) < coalesce(getvariable('oldest'), 26)
GROUP BY go
ORDER BY try_cast(regexp_extract(go, '^go1\.(\d+)', 1) AS INTEGER), go;
