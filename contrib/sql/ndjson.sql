-- The records of `gorigin scan -f ndjson` as the table that the questions ask. The columns are named, so
-- that no type depends on what the first lines happen to hold; a field that is not named here is left out.
--   SET VARIABLE scan = 'scan.ndjson';   -- or 'shards/*.ndjson', or ['a.ndjson', 'b.ndjson']
CREATE OR REPLACE VIEW records AS
SELECT * FROM read_json(getvariable('scan'), format = 'newline_delimited', maximum_object_size = 268435456, columns = {
    path: 'VARCHAR',
    container: 'VARCHAR[]',
    slice: 'VARCHAR',
    outcome: 'VARCHAR',
    partial: 'BOOLEAN',
    error: 'STRUCT(kind VARCHAR, message VARCHAR)',
    unopened: 'VARCHAR',
    size: 'UBIGINT',
    format: 'VARCHAR',
    toolchain: 'VARCHAR',
    os: 'VARCHAR',
    arch: 'VARCHAR',
    go_version: 'STRUCT("value" VARCHAR, source VARCHAR, "exact" BOOLEAN)',
    goroot: 'STRUCT(verdict VARCHAR, "value" VARCHAR)',
    build_id: 'STRUCT("value" VARCHAR, kind VARCHAR, segments STRUCT(content VARCHAR))',
    host_id: 'STRUCT("value" VARCHAR, kind VARCHAR)',
    build: 'STRUCT(
        main_package VARCHAR,
        "module" STRUCT(path VARCHAR, "version" VARCHAR, "sum" VARCHAR),
        deps STRUCT(path VARCHAR, "version" VARCHAR, "sum" VARCHAR, "replace" STRUCT(path VARCHAR, "version" VARCHAR, "sum" VARCHAR))[],
        settings MAP(VARCHAR, VARCHAR))',
    traits: 'STRUCT(
        trimpath BOOLEAN, cgo BOOLEAN, "static" BOOLEAN, interpreter VARCHAR, c_library VARCHAR,
        glibc_floor VARCHAR, libraries VARCHAR[])',
    paths: 'STRUCT(users VARCHAR[], leaks STRUCT(kind VARCHAR, "user" VARCHAR, prefix VARCHAR, "count" UBIGINT)[])',
    findings: 'STRUCT("rule" VARCHAR, severity VARCHAR, message VARCHAR, evidence VARCHAR[])[]'
});
