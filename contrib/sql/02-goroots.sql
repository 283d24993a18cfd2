-- Which GOROOTs were they built in? Of trimmed programs none is left: that is what the verdict says.
SELECT
    goroot.verdict AS verdict,
    goroot.value AS goroot,
    count(*) AS programs,
    list(DISTINCT go_version.value ORDER BY go_version.value) AS releases,
    min(path) AS example
FROM records
WHERE outcome = 'go'
GROUP BY ALL
ORDER BY programs DESC, goroot NULLS LAST;
