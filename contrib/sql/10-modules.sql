-- Which modules are compiled in, in which versions, in how many programs? Of a replaced module it is what
-- replaced it that was compiled.
WITH used AS (
    SELECT path AS program, unnest(build.deps) AS dep FROM records WHERE outcome = 'go'
)
SELECT
    coalesce(dep.replace.path, dep.path) AS module,
    coalesce(dep.replace.version, dep.version) AS version,
    CASE WHEN dep.replace IS NOT NULL THEN dep.path END AS replaces,
    count(DISTINCT program) AS programs,
    min(program) AS example
FROM used
GROUP BY ALL
ORDER BY module, version, replaces;
