-- Which do not say what they were built from: from a changed working tree, or without a revision?
SELECT
    CASE build.settings['vcs.modified'] WHEN 'true' THEN 'changed tree' ELSE 'no revision' END AS why,
    build.settings['vcs.revision'] AS revision,
    build.settings['vcs.time'] AS committed,
    build.module.version AS version,
    path
FROM records
WHERE outcome = 'go' AND build IS NOT NULL
    AND (build.settings['vcs.modified'] = 'true'
        OR build.settings['vcs.revision'] IS NULL AND coalesce(build.module.version, '(devel)') IN ('(devel)', ''))
ORDER BY why, path;
