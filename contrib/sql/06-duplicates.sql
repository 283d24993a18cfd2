-- Which programs are there more than once? The hash of the content, the last part of a Go build ID, is the same for
-- one program wherever it lies and however it was signed or stripped since; `sizes` shows whether it was.
SELECT
    build_id.segments.content AS content,
    count(*) AS copies,
    list(DISTINCT size ORDER BY size) AS sizes,
    any_value(build.main_package) AS main_package,
    list(path ORDER BY path) AS at
FROM records
WHERE outcome = 'go' AND build_id.segments.content <> ''
GROUP BY content
HAVING count(*) > 1
ORDER BY copies DESC, content;
