-- What changed since the last scan? Needs the earlier records as a table:
--   SET VARIABLE scan = 'last.ndjson';  .read contrib/sql/ndjson.sql
--   CREATE TABLE before AS FROM records;
--   SET VARIABLE scan = 'scan.ndjson';  .read contrib/sql/ndjson.sql
-- A program is the same if the hash of its content in the build ID is; without one, if build ID and size are.
WITH
    old AS (SELECT *, coalesce(nullif(build_id.segments.content, ''), concat_ws(' ', build_id.value, size)) AS is
            FROM before WHERE outcome = 'go'),
    new AS (SELECT *, coalesce(nullif(build_id.segments.content, ''), concat_ws(' ', build_id.value, size)) AS is
            FROM records WHERE outcome = 'go')
SELECT
    CASE WHEN old.path IS NULL THEN 'new' WHEN new.path IS NULL THEN 'gone' ELSE 'changed' END AS what,
    coalesce(new.path, old.path) AS path,
    coalesce(new.slice, old.slice) AS slice,
    old.go_version.value AS go_before,
    new.go_version.value AS go_now,
    old.build.module.version AS version_before,
    new.build.module.version AS version_now
FROM old FULL JOIN new ON old.path = new.path AND old.slice IS NOT DISTINCT FROM new.slice
WHERE old.is IS DISTINCT FROM new.is
ORDER BY what, path, slice;
