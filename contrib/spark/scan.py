"""Looks at many Go programs on a Spark cluster: a list of paths or object names in, Parquet out.

    spark-submit --files gorigin scan.py --gorigin gorigin --list names.txt --output records.parquet

Each partition runs the command on its own paths, some hundreds at a time, and its records become rows: the columns of
contrib/sql, which ask the questions, and `record`, the whole JSON line. Every distinct name is looked at once.

  --list FILE       the names, one a line; with --null separated by NUL, for names with line feeds
  --output FOLDER   where the Parquet files go; must not exist
  --gorigin NAME    the command: a path that every worker has, or the name of a file sent with --files
  --partitions N    how many tasks; by default four for each core that Spark has
  --fetch COMMAND   how to get an object: run with its name and the path to put it at, such as
                    'aws s3 cp --no-progress'; it goes to a temporary folder, one at a time. Without it, names are paths
  -- OPTION...      more options of `gorigin scan`, such as --deep or --host layout.json

Without --host, programs are compared with the Go of the worker that happens to look at them.

Needs pyspark 4, pandas before 3 and pyarrow. Tried with pyspark 4.3.0, pandas 2.3.3, pyarrow 26.0.1, Java 17.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile

MODULE = "path STRING, version STRING, sum STRING"
RECORD = f"""
    path STRING, container ARRAY<STRING>, slice STRING, outcome STRING, partial BOOLEAN,
    error STRUCT<kind STRING, message STRING>, unopened STRING, size BIGINT, format STRING, toolchain STRING,
    os STRING, arch STRING, go_version STRUCT<value STRING, source STRING, exact BOOLEAN>,
    goroot STRUCT<verdict STRING, value STRING>,
    build_id STRUCT<value STRING, kind STRING, segments STRUCT<content STRING>>,
    host_id STRUCT<value STRING, kind STRING>,
    build STRUCT<main_package STRING, module STRUCT<{MODULE}>,
        deps ARRAY<STRUCT<{MODULE}, replace STRUCT<{MODULE}>>>, settings MAP<STRING, STRING>>,
    traits STRUCT<trimpath BOOLEAN, cgo BOOLEAN, static BOOLEAN, interpreter STRING, c_library STRING,
        glibc_floor STRING, libraries ARRAY<STRING>>,
    paths STRUCT<users ARRAY<STRING>,
        leaks ARRAY<STRUCT<kind STRING, user STRING, prefix STRING, count BIGINT>>>,
    findings ARRAY<STRUCT<rule STRING, severity STRING, message STRING, evidence ARRAY<STRING>>>
"""
# How many names one run of the command gets, and how many records one frame has.
NAMES = 500
RECORDS = 200
# Exit codes with which all that could be read has its record: clean, findings, incomplete, nothing to look at.
FINE = (0, 1, 3, 4)


def records_of(gorigin, options, names):
    """The lines that the command writes for `names`, which are bytes."""
    with tempfile.TemporaryFile() as listed, tempfile.TemporaryFile() as said:
        listed.write(b"".join(name + b"\0" for name in names))
        listed.seek(0)
        command = [gorigin, "scan", "-q", "-f", "ndjson", *options, "--files-from", "-", "-0"]
        process = subprocess.Popen(command, stdin=listed, stdout=subprocess.PIPE, stderr=said)
        try:
            yield from process.stdout
        finally:
            # Where the rows are not wanted to the end, the command ends by its closed pipe.
            process.stdout.close()
            code = process.wait()
        if code not in FINE:
            said.seek(0)
            raise RuntimeError(f"{gorigin} ended with {code}: {said.read().decode(errors='replace')}")


def fetched(gorigin, options, fetch, name):
    """The same for one object: fetched, looked at, and told by its name. What could not be fetched is a record too."""
    with tempfile.TemporaryDirectory() as folder:
        # Some things follow from the name of a file: that of a test, of a library.
        base = os.path.basename(name)
        path = os.path.join(folder, base.decode() if base and base.isascii() else "object")
        got = subprocess.run([*fetch, name, path], capture_output=True, check=False)
        if got.returncode != 0 or not os.path.isfile(path):
            said = got.stderr.decode(errors="replace").strip() or f"exit code {got.returncode}"
            error = {"kind": "io", "message": f"could not be fetched: {said}", "offset": None}
            record = {"schema": "gorigin.record/1", "path": name.decode(errors="replace"), "container": [],
                      "outcome": "unreadable", "error": error, "partial": False, "findings": []}
            yield (json.dumps(record) + "\n").encode()
            return
        for line in records_of(gorigin, options, [path.encode()]):
            yield (json.dumps(named(json.loads(line), path, name.decode(errors="replace"))) + "\n").encode()


def named(value, path, name):
    """`value` with `name` wherever it says `path`: in the path, and in what findings and errors say."""
    if isinstance(value, str):
        return value.replace(path, name)
    if isinstance(value, list):
        return [named(it, path, name) for it in value]
    if isinstance(value, dict):
        return {key: named(it, path, name) for key, it in value.items()}
    return value


def mapper(gorigin, options, fetch):
    """The function for mapInPandas: frames of names in, frames of records out."""

    def run(frames):
        import pandas
        from pyspark import SparkFiles

        command = gorigin
        if os.sep not in gorigin:
            command = os.path.join(SparkFiles.getRootDirectory(), gorigin)
        for frame in frames:
            names = [bytes(name) for name in frame["name"]]
            if fetch:
                lines = (line for name in names for line in fetched(command, options, fetch, name))
            else:
                lines = records_of(command, options, names)
            rows = []
            for line in lines:
                rows.append(line.decode().rstrip("\n"))
                if len(rows) == RECORDS:
                    yield pandas.DataFrame({"record": rows})
                    rows = []
            if rows:
                yield pandas.DataFrame({"record": rows})

    return run


def scan(spark, names, gorigin, options=(), fetch=None, partitions=None):
    """The records of the programs that `names` leads to, a frame with a column `name` of bytes."""
    from pyspark.sql.functions import col, from_json

    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", NAMES)
    if __name__ != "__main__":
        # What stands in a module is sent to the workers by its name alone.
        spark.sparkContext.addPyFile(__file__)
    # A number of its own: left to itself, Spark puts a list of names, being small, into one task.
    partitions = partitions or 4 * spark.sparkContext.defaultParallelism
    names = names.distinct().repartition(partitions)
    lines = names.mapInPandas(mapper(gorigin, list(options), fetch), "record STRING")
    parsed = lines.select(from_json(col("record"), RECORD, {"mode": "FAILFAST"}).alias("it"), col("record"))
    return parsed.select("it.*", "record")


def listed(spark, path, null=False):
    """The names in a list, as bytes: a name need not be UTF-8."""
    from pyspark.sql.functions import col

    reader = spark.read.option("lineSep", "\0" if null else "\n")
    return reader.text(path).select(col("value").cast("binary").alias("name")).where("length(name) > 0")


def main():
    own, options = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, options = own[:at], own[at + 1:]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", required=True)
    parser.add_argument("--null", action="store_true")
    parser.add_argument("--output", required=True)
    parser.add_argument("--gorigin", required=True)
    parser.add_argument("--partitions", type=int)
    parser.add_argument("--fetch", type=shlex.split)
    chosen = parser.parse_args(own)

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("gorigin").getOrCreate()
    names = listed(spark, chosen.list, chosen.null)
    rows = scan(spark, names, chosen.gorigin, options, chosen.fetch, chosen.partitions)
    # Not Snappy, which is the default: where Debian's package musl is installed, its library is not found.
    rows.write.option("compression", "zstd").parquet(chosen.output)
    spark.stop()


if __name__ == "__main__":
    main()
