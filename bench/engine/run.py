#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the engine's work costs, beside what somebody would use instead and beside the limit of the machine.

    run.py PROGRAMS [--sizes 10000,100000,1000000] [--pairs N] [--json FILE]

PROGRAMS is the folder of the release build's programs. BENCH_BIG=1 adds ten million milestones. Chaser and what it is held
against run in turn, so that both have the same weather; a ratio is the median over such pairs. docs/performance.md says what
is measured and why. Ends with status 0 whether goals are met or not: this says how things are, and a test it is not.
"""
import argparse
import functools
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import date

import measuring
import prometheus
import workload
from measuring import Runs, Table, program, shell

DAY = '2025-06-16'
EDITED = 100
ROUNDS = 20  # of edits, each with its tick
DAYS = 3
FORECAST_SIZE = 100_000
BIG = 1_000_000  # as far as a goal is about so many
MOST_FOR_PROMETHEUS = 100_000  # it holds all rows in memory: 10 KiB and more a milestone
WATCHED = 20  # seconds
PATIENCE = 300  # seconds for one kind of work at one size, before it is repeated no more
NOT_HERE = [
    ('e-mail and webhooks, durable', 'bench/delivery/run.py'),
    ('kill -9 amid deliveries', 'tests/system/killed_test.py shows it'),
    ('outbox and state writes', 'no benchmark yet'),
    ('import of a document', 'bench/import/run.py'),
]


class Bench:
    def __init__(self, programs, folder, pairs):
        self.programs, self.folder, self.wanted = os.path.abspath(programs), folder, pairs
        self.table = Table()
        self.points = {}
        data = os.path.join(self.programs, '..', 'share', 'chaser')
        self.ten, self.forty, self.reworded, self.at_once = (
            workload.write_configuration(os.path.join(folder, name), data, **wishes) for name, wishes in (
                ('ten', {}), ('forty', {'variants': 4}), ('reworded', {'reworded': True}),
                ('at-once', {'told_at_once': True})))
        self.scripts = {}
        for name, text in (('plain', workload.queries(DAY)), ('told-once', workload.queries_told_once(DAY))):
            self.scripts[name] = os.path.join(folder, name + '.sql')
            with open(self.scripts[name], 'w', encoding='utf-8') as file:
                file.write(text)

    def repetitions(self, most=None):
        """As many as were wanted, or as there is patience for; one at least."""
        began = time.monotonic()
        for done in range(most or self.wanted):
            if done and time.monotonic() - began > PATIENCE:
                return
            yield done

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, name, *arguments, patience=None):
        return program(os.path.join(self.programs, name), *arguments, patience=patience)

    def ours(self, command, database, *more, config=None, day=DAY, patience=None):
        return self.run('engine_bench', command, '--config', config or self.ten, '--database', database, '--day', day, *more,
                        patience=patience)

    def two(self, database, rules=10):
        return self.run('bench_two', '--database', database, '--day', DAY, '--rules', rules)

    def make(self, name, size, day=DAY):
        path = self.path(name)
        self.run('bench_generate', '--milestones', size, '--database', path, '--day', day)
        return path

    def copy(self, database, name):
        self.forget(self.path(name))
        return shutil.copyfile(database, self.path(name))

    @staticmethod
    def forget(database):
        for ending in ('', '-wal', '-shm', '.lock'):
            if os.path.exists(database + ending):
                os.remove(database + ending)

    def point(self, what, size, runs):
        self.points.setdefault(what, {})[size] = runs.median()

    def size(self, size):
        base = self.make('base.db', size)
        print('\n%s milestones, %.0f MiB' % (format(size, ','), os.path.getsize(base) / 2**20), flush=True)
        indexed = self.cold(size, base)
        settled = self.living(size, base, indexed)
        self.idle(size, settled)
        self.rule_change(size, settled)
        if size == FORECAST_SIZE:
            self.forecast(size, settled, base)
        self.forget(settled)
        self.forget(base)

    def cold(self, size, base):
        """Reading and judging alone; gives what the indexed queries take."""
        with_indexes, told = self.copy(base, 'indexed.db'), self.copy(base, 'told.db')
        for database in (with_indexes, told):
            shell(database, workload.INDEXES)
        shell(told, self.scripts['told-once'])  # the first time everything is new
        names = ('ours', 'two', 'ours40', 'two40', 'plain', 'indexed', 'told once')
        runs = {name: Runs() for name in names}
        for _ in self.repetitions():
            runs['two'].take(self.two(base), 'cold')
            ours = self.ours('cold', base)
            runs['ours'].take(ours, 'cold')
            found = ours['facts']['matches']
            runs['two40'].take(self.two(base, 40), 'cold')
            runs['ours40'].take(self.ours('cold', base, config=self.forty), 'cold')
            for name, database, script in (('plain', base, 'plain'), ('indexed', with_indexes, 'plain'),
                                           ('told once', told, 'told-once')):
                runs[name].add(shell(database, self.scripts[script]))
        for database in (with_indexes, told):
            self.forget(database)
        add = self.table.add
        add('cold pass, 10 rules', size, runs['ours'], 'two', runs['two'], 0.9)
        add('cold pass, 40 rules', size, runs['ours40'], 'two, 40 tests', runs['two40'], 1.2)
        add('cold pass, 10 rules', size, runs['ours'], 'sqlite3, queries', runs['plain'])
        add('cold pass, 10 rules', size, runs['ours'], 'sqlite3, indexed', runs['indexed'], 0.6)
        add('cold pass, 10 rules', size, runs['ours'], 'sqlite3, told once', runs['told once'])
        self.prometheus(size, base, runs['ours'], found)
        self.table.limit('cold pass, resident', size, runs['ours'].rss_mib(), 64, 'MiB')
        self.point('cold pass', size, runs['ours'])
        self.point('limit of a cold pass', size, runs['two'])
        return runs['indexed']

    def prometheus(self, size, base, ours, found):
        say = functools.partial(self.table.say, 'cold pass, 10 rules', size, 'Prometheus')
        if not shutil.which('prometheus'):
            return say('not installed')
        if size > MOST_FOR_PROMETHEUS:
            return say('not tried with more than %s' % format(MOST_FOR_PROMETHEUS, ','))
        with tempfile.TemporaryDirectory(dir=self.folder) as folder, prometheus.Server(base, DAY, folder) as server:
            runs = server.evaluations(len(ours.wall))
            if server.firing() != found:
                sys.exit('Prometheus finds %s, and Chaser %s' % (server.firing(), found))
        self.table.add('cold pass, 10 rules', size, ours, 'Prometheus', runs, 60, times=True,
                       note='Prometheus has %.0f MiB' % runs.rss_mib())

    def living(self, size, base, indexed):
        """First load, edits and days, on a new copy each time; gives a settled database."""
        names = ('first-load', 'edits', 'day')
        ours, peer = {name: Runs() for name in names}, {name: Runs() for name in names}
        settled = None
        looked = {}
        for _ in self.repetitions():
            spoilt = self.copy(base, 'incr.db')
            limit = self.run('bench_incr', '--database', spoilt, '--state', self.path('state.db'), '--day', DAY,
                             '--edited', EDITED, '--rounds', ROUNDS, '--days', DAYS)
            for name in names:
                peer[name].take(limit, name, middle=True)
            self.forget(spoilt)
            self.forget(self.path('state.db'))
            database = self.copy(base, 'work.db')
            first = self.ours('first-load', database)
            ours['first-load'].take(first, 'first-load')
            if settled is None:
                settled = self.copy(database, 'settled.db')
            edits = self.ours('edits', database, '--edited', EDITED, '--runs', ROUNDS)
            ours['edits'].take(edits, 'edits', middle=True)
            day = self.ours('day', database, '--runs', DAYS)
            ours['day'].take(day, 'day', middle=True)
            looked = {'fired': first['facts']['fired'], 'looked': day['facts']['looked_a_day'],
                      'moved': day['facts']['alerts_changed_a_day'], 'rows': limit['facts']['rows_a_day']}
        self.forget(self.path('work.db'))
        add = self.table.add
        note = '%d alerts fire' % looked['fired']
        add('first load, agenda and alerts', size, ours['first-load'], 'incr', peer['first-load'], 1.0, note=note)
        self.table.limit('first load, resident', size, ours['first-load'].rss_mib(), 64, 'MiB')
        add('tick, %d edited, durable' % EDITED, size, ours['edits'], 'incr', peer['edits'], 0.8)
        add('tick, %d edited, durable' % EDITED, size, ours['edits'], 'sqlite3, indexed', indexed, 250 if size >= BIG else None,
            times=True)
        note = '%.0f actions looked at, %.0f alerts changed; incr: %.0f rows' % (looked['looked'], looked['moved'], looked['rows'])
        add('a day begins', size, ours['day'], 'incr', peer['day'], 0.5, note=note)
        self.point('tick after 100 edits', size, ours['edits'])
        if size <= BIG:  # beyond that it takes gigabytes and an hour, and has no goal
            self.at_once_too(size, base)
        return settled

    def at_once_too(self, size, base):
        """The same rules with a first step on the day itself: what is wanted is too much at once, and held."""
        runs = Runs()
        database = self.copy(base, 'work.db')
        first = self.ours('first-load', database, config=self.at_once)
        runs.take(first, 'first-load')
        self.table.alone('first load, all told at once', size, runs, note='%d alerts held' % first['facts']['held'])
        self.forget(database)

    def idle(self, size, settled):
        runs = Runs()
        database = self.copy(settled, 'work.db')
        for _ in self.repetitions():
            runs.take(self.ours('idle', database), 'idle')
        self.table.limit('idle tick', size, runs.median() * 1e6, 15, 'µs')
        self.table.limit('idle tick, resident', size, runs.rss_mib(), 40, 'MiB')
        self.point('idle tick', size, runs)
        self.forget(database)

    def rule_change(self, size, settled):
        ours, limit = Runs(), Runs()
        database = self.copy(settled, 'work.db')
        for _ in self.repetitions():
            limit.take(self.two(database), 'cold')
            ours.take(self.ours('rule-change', database, '--other', self.reworded, '--runs', 1), 'rule-change')
            # The rules that are in force now go back to what they were.
            self.ours('idle', database, '--ticks', 1)
        self.table.add('a rule change that moves nothing', size, ours, 'two', limit, 1.1)
        self.forget(database)

    def forecast(self, size, settled, base):
        ours, cold = Runs(), Runs()
        for _ in self.repetitions(3):
            cold.take(self.ours('cold', base), 'cold')
            report = self.ours('forecast', settled, '--days', 365, patience=PATIENCE)
            if report is None:
                self.table.given_up('forecast of a year', size, PATIENCE, '≤ 8 ×')
                return
            ours.take(report, 'forecast')
        self.table.add('forecast of a year', size, ours, 'one cold pass', cold, 8)

    def ready(self, size):
        """chaserd asks the machine's clock, so this database is of today."""
        today = date.today().isoformat()
        database = self.make('today.db', size, day=today)
        self.ours('first-load', database, day=today)
        runs = Runs()
        chaserd = os.path.join(self.programs, 'chaserd')
        _, share, resident = measuring.started(chaserd, self.ten, database, self.folder, WATCHED)
        for _ in self.repetitions():
            runs.add((measuring.started(chaserd, self.ten, database, self.folder)[0], 0.0))
        limit = self.table.limit
        limit('start with nothing changed', size, runs.median() * 1e3, 250, 'ms until READY=1')
        limit('an idle daemon', size, share * 100, 0.02, '% of a core')
        limit('an idle daemon, resident', size, resident, 40, 'MiB')
        self.forget(database)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('programs')
    parser.add_argument('--sizes', default='10000,100000,1000000')
    parser.add_argument('--pairs', type=int, default=5)
    parser.add_argument('--json')
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(',')]
    if os.environ.get('BENCH_BIG') == '1':
        sizes.append(10_000_000)
    began = measuring.weather()
    with tempfile.TemporaryDirectory(prefix='chaser-bench-') as folder:
        bench = Bench(arguments.programs, folder, arguments.pairs)
        for size in sizes:
            bench.size(size)
        bench.ready(sizes[-1])
    for work, why in NOT_HERE:
        bench.table.say(work, None, '', 'not measured here: ' + why)
    if arguments.json:
        with open(arguments.json, 'w', encoding='utf-8') as file:
            json.dump({'machine': {'processor': platform.processor() or platform.machine(), 'cores': os.cpu_count()},
                       'day': date.today().isoformat(), 'weather': [began, measuring.weather()], 'rows': bench.table.rows,
                       'points': bench.points}, file, indent=1, ensure_ascii=False)
    return 0


if __name__ == '__main__':
    sys.exit(main())
