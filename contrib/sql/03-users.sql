-- Whose names are in the programs? Scan with --deep, or paths are not looked for; the count of what was not
-- looked at is the last row.
WITH named AS (
    SELECT unnest(paths.users) AS who, path, paths.leaks AS leaks
    FROM records
    WHERE outcome = 'go'
)
SELECT
    who,
    count(*) AS programs,
    mode(list_filter(leaks, lambda it: it.user = who)[1].prefix) AS folder,
    min(path) AS example
FROM named
GROUP BY who
UNION ALL
SELECT '(not looked for)', count(*), NULL, min(path)
FROM records
WHERE outcome = 'go' AND paths IS NULL
HAVING count(*) > 0
ORDER BY who = '(not looked for)', programs DESC, who;
