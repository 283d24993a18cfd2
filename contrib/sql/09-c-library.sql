-- What do they need of the machine that they run on: cgo, a C library, a glibc of at least which version? The version
-- is known after --deep.
WITH needs AS (
    SELECT
        coalesce(traits.c_library, if(traits.static, '(static)', '(unknown)')) AS c_library,
        traits.glibc_floor AS glibc,
        traits.cgo AS cgo,
        os || '/' || arch AS platform,
        path
    FROM records
    WHERE outcome = 'go'
)
SELECT
    c_library,
    glibc,
    cgo,
    count(*) AS programs,
    list(DISTINCT platform ORDER BY platform) AS platforms,
    min(path) AS example
FROM needs
GROUP BY c_library, glibc, cgo
ORDER BY c_library, try_cast(split_part(glibc, '.', 1) AS INTEGER) DESC NULLS LAST,
    try_cast(split_part(glibc, '.', 2) AS INTEGER) DESC NULLS LAST, cgo;
