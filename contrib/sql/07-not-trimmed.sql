-- Which are built without -trimpath, and by whom?
SELECT
    coalesce(build.module.path, '(unknown)') AS module,
    count(*) AS programs,
    count(*) FILTER (goroot.value IS NOT NULL) AS with_goroot,
    min(path) AS example
FROM records
WHERE outcome = 'go' AND NOT traits.trimpath
GROUP BY module
ORDER BY programs DESC, module;
