"""Asks the questions of contrib/sql of one result: prints their rows as JSON, by the name of the file.

    questions.py SQL-FOLDER ndjson|parquet SCAN BEFORE      BEFORE is NDJSON
"""

import datetime
import json
import pathlib
import sys

import duckdb

folder, kind, scan, before = sys.argv[1:]
folder = pathlib.Path(folder)
database = duckdb.connect()


def load(kind, path):
    database.execute("SET VARIABLE scan = ?", [path])
    database.execute((folder / f"{kind}.sql").read_text())


load("ndjson", before)
database.execute("CREATE TABLE before AS FROM records")
load(kind, scan)
answers = {"count": database.execute("SELECT count(*) FROM records").fetchall()}
if kind == "parquet":
    lines = database.execute("SELECT record FROM records").fetchall()
    answers["records"] = sorted(line for (line,) in lines)
for question in sorted(folder.glob("[0-9]*.sql")):
    answer = database.execute(question.read_text())
    names = [column[0] for column in answer.description]
    answers[question.stem] = [dict(zip(names, row)) for row in answer.fetchall()]
json.dump(answers, sys.stdout, indent=1, default=str)
