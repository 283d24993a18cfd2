#!/usr/bin/env python3
"""Keep the samples that expected.tsv names: keep.py FOLDER…, each one written by tests/shipped/make.sh.

A sample that xz makes clearly smaller is stored so, with .xz behind its name; the tests unpack it first.
Rows whose sample stands in none of the folders stay as they are. With no folder it tells what is missing.
"""
import csv, lzma, os, shutil, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

def stored(name):
    return next((p for p in (HERE / name, HERE / (name + '.xz')) if p.exists()), None)

def keep(source, name):
    old = stored(name)
    if old: shutil.rmtree(old) if old.is_dir() else old.unlink()
    if source.is_dir():
        return shutil.copytree(source, HERE / name)
    plain = source.read_bytes()
    small = lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC32)
    is_smaller = len(small) * 1.06 < len(plain)
    path = HERE / (name + '.xz' if is_smaller else name)
    path.write_bytes(small if is_smaller else plain)
    path.chmod(0o644)

missing = 0
with open(HERE / 'expected.tsv', newline='') as table:
    for row in csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE):
        found = next((p for p in (Path(f) / row['file'] for f in sys.argv[1:]) if p.exists()), None)
        if found: keep(found, row['file'])
        elif not stored(row['file']): missing += 1; print('missing: ' + row['file'])
sys.exit(1 if missing else 0)
