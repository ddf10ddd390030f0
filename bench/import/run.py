#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long Chaser takes to read and to import a big workbook, and openpyxl's read-only mode to read it.

    run.py FOLDER [--rows N] [--pairs N]

FOLDER holds the programs: `chaser`, and `read_workbook`, which makes Chaser's grid of the workbook and nothing more.

All run in turn, so that all have the same weather. The limit beside them is SQLite alone: how long it takes to copy the
rows of the finished database into an empty one of the same schema without triggers. Said of each: seconds on the clock,
seconds of processor, and the most memory at once; the ratio is that of the clock, the median of all pairs.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = """
import openpyxl, sys, warnings
warnings.simplefilter('ignore')
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
rows = sum(1 for row in book.worksheets[0].iter_rows(values_only=True))
"""


FLOOR = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[2], isolation_level=None)
db.execute('PRAGMA journal_mode = WAL')
db.execute('PRAGMA synchronous = FULL')
db.execute('ATTACH ? AS a', (sys.argv[1],))
kept = ('plan', 'action', 'milestone', 'owner', 'cell', 'audit', 'audit_text', 'change_log')
shapes = db.execute("SELECT tbl_name, name, sql FROM a.sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')")
for table, name, sql in shapes.fetchall():
    if table in kept:
        db.execute(sql)
db.execute('BEGIN')
for table in kept:
    columns = [row[1] for row in db.execute('PRAGMA a.table_info(%s)' % table)]
    # A first value that is reckoned keeps SQLite from copying whole pages.
    values = ['+' + columns[0]] + columns[1:]
    db.execute('INSERT INTO main.%s (%s) SELECT %s FROM a.%s' % (table, ','.join(columns), ','.join(values), table))
db.execute('COMMIT')
"""


def timed(command):
    """Clock seconds, processor seconds and MiB of a command that must succeed."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.monotonic() - began
    if status != 0:
        sys.exit("%s failed" % " ".join(command))
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def say(name, runs):
    clock, processor, memory = (statistics.median(column) for column in zip(*runs))
    print("%-28s %6.2f s clock  %6.2f s processor  %5.0f MiB" % (name, clock, processor, memory))
    return clock


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=3)
    arguments = parser.parse_args()
    python = "/usr/bin/python3"  # the distribution's own, for which openpyxl is packaged
    peer_reads, reads, dry, imports, again, floor = [], [], [], [], [], []
    with tempfile.TemporaryDirectory(prefix="chaser-bench-") as folder:
        book = os.path.join(folder, "plan.xlsx")
        subprocess.run([python, os.path.join(HERE, "make_plan.py"), str(arguments.rows), book], check=True)
        print("%d rows, %.1f MiB of .xlsx" % (arguments.rows, os.path.getsize(book) / 2**20))
        for pair in range(arguments.pairs):
            chaser = [os.path.join(arguments.programs, "chaser"), "--database", os.path.join(folder, "plan%d.db" % pair), "import", book,
                      "--plan", "big", "--as-of", "2016-03-31"]
            peer_reads.append(timed([python, "-c", PEER, book]))
            reads.append(timed([os.path.join(arguments.programs, "read_workbook"), book]))
            dry.append(timed(chaser + ["--dry-run"]))
            imports.append(timed(chaser))
            again.append(timed(chaser))
            floor.append(timed([python, "-c", FLOOR, chaser[2], os.path.join(folder, "floor%d.db" % pair)]))
    peer = say("openpyxl, reading alone", peer_reads)
    for name, runs in (("Chaser, reading alone", reads), ("chaser import --dry-run", dry), ("chaser import", imports),
                       ("SQLite alone, the same rows", floor), ("chaser import, once more", again)):
        print("  %.1f times as fast" % (peer / say(name, runs)))


if __name__ == "__main__":
    main()
