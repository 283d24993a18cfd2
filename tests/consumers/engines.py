#!/usr/bin/env python3
"""Lets engines read records with the schemas made for them, and compares each row with its line.

engines.py ENGINE SCHEMA FILE   ENGINE: duckdb, polars, arrow, spark, jsonschema
"""
import decimal, json, sys


def rows_of_duckdb(schema, name):
    import duckdb

    connection = duckdb.connect()
    connection.execute(schema)
    table = connection.execute(f"FROM gorigin_records('{name}')")
    names = [it[0] for it in table.description]
    return [dict(zip(names, row)) for row in table.fetchall()]


def rows_of_polars(schema, name):
    import polars

    scope = {}
    exec(schema, scope)
    frame = polars.read_ndjson(name, schema=scope["SCHEMA"])
    with_parquet(lambda file: frame.write_parquet(file))
    return frame.to_dicts()


def rows_of_arrow(schema, name):
    import pyarrow
    import pyarrow.parquet

    scope = {}
    exec(schema, scope)
    with open(name) as file:
        table = pyarrow.Table.from_pylist([json.loads(line) for line in file], schema=scope["SCHEMA"])
    with_parquet(lambda file: pyarrow.parquet.write_table(table, file))
    return table.to_pylist(maps_as_pydicts="strict")


def rows_of_spark(schema, name):
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    frame = spark.read.schema(StructType.fromJson(json.loads(schema))).json(name)
    rows = [it.asDict(recursive=True) for it in frame.collect()]
    spark.stop()
    return rows


def rows_of_jsonschema(schema, name):
    from jsonschema import Draft202012Validator as Validator

    schema = json.loads(schema)
    Validator.check_schema(schema)
    validator = Validator(schema)
    with open(name) as file:
        lines = [json.loads(line) for line in file]
    for line in lines:
        error = next(validator.iter_errors(line), None)
        assert error is None, (line["path"], error.json_path, error.message)
    for twin in [{**lines[0], "size": "1"}, {**lines[0], "outcome": "maybe"}, {}]:
        assert not validator.is_valid(twin), "a twin is not refused"
    return lines


def with_parquet(write):
    """What was read can be written."""
    import tempfile
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        write(file.name)
        duckdb.execute(f"FROM '{file.name}'").fetchall()


def same(line, row, at=""):
    """Where a row is not what its line says; what is left out is null."""
    if isinstance(line, dict) and isinstance(row, dict):
        for key in line.keys() - row.keys():
            yield f"{at}.{key} is lost"
        for key in row:
            yield from same(line.get(key), row[key], f"{at}.{key}")
    elif isinstance(line, dict) and row is not None and isinstance(row, str):
        yield from same(line, json.loads(row), at)
    elif isinstance(line, list) and isinstance(row, (list, tuple)) and len(line) == len(row):
        for number, (a, b) in enumerate(zip(line, row)):
            yield from same(a, b, f"{at}[{number}]")
    else:
        if isinstance(row, decimal.Decimal):
            row = int(row)
        if line != row or isinstance(line, bool) != isinstance(row, bool):
            yield f"{at}: {line!r} is {row!r}"


engine, schema, name = sys.argv[1:]
with open(schema) as file:
    read = file.read()
rows = globals()[f"rows_of_{engine}"](read, name)
with open(name) as file:
    lines = [json.loads(line) for line in file]
assert len(lines) == len(rows), (len(lines), len(rows))
wrong = [f"{line['path']} {what}" for line, row in zip(lines, rows) for what in same(line, row)]
assert not wrong, "\n".join(wrong[:20])
# A twin whose lines say something else is seen.
assert list(same({**lines[0], "size": 1, "more": 1}, rows[0])), "no difference is seen"
print(f"{engine}: {len(rows)}")
