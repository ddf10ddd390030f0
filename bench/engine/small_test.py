#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engine benchmarks compare like with like: on a small database Chaser's rules, the tests written by hand in C++ and
the queries written by hand in SQL find the same, and everything that is measured can be done."""
import collections
import contextlib
import json
import os
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree

from chaser_cli import BIN, SOURCE, CliTest

sys.path[:0] = [os.path.join(SOURCE, 'bench'), os.path.join(SOURCE, 'bench', 'engine')]
import chart  # noqa: E402
import measuring  # noqa: E402
import prometheus  # noqa: E402
import workload  # noqa: E402

DAY = '2025-06-16'
MILESTONES = 3000


def program(name, *arguments, stdin=None):
    command = name if os.path.isabs(name) else os.path.join(BIN, name)
    done = subprocess.run([command, *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError('%s: %s' % (name, done.stderr))
    return done.stdout


class SmallBench(CliTest):
    def setUp(self):
        super().setUp()
        self.make(MILESTONES)

    def make(self, milestones):
        self.database = self.path('plan%d.db' % milestones)
        self.made = json.loads(program('bench_generate', '--milestones', milestones, '--database', self.database, '--day', DAY))

    def configuration(self, name, **wishes):
        data = os.path.join(BIN, '..', 'share', 'chaser')
        return workload.write_configuration(self.path(name), data, officers=20, **wishes)

    def bench(self, command, configuration, *more):
        return json.loads(program('engine_bench', command, '--config', configuration, '--database', self.database,
                                  '--day', DAY, *more))

    def test_what_is_made_is_what_was_asked_for_and_as_the_schema_wants_it(self):
        self.assertEqual((MILESTONES, MILESTONES / 3), (self.made['facts']['milestones'], self.made['facts']['actions']))
        self.assertEqual('ok\n', program('/usr/bin/sqlite3', self.database, 'PRAGMA integrity_check; PRAGMA foreign_key_check'))
        told = program('/usr/bin/sqlite3', self.database,
                       'SELECT count(*) FROM plan AS p WHERE owner_count <> (SELECT count(*) FROM owner AS o JOIN action AS a'
                       ' ON a.id = o.action_id WHERE a.plan_id = p.id) + (SELECT count(*) FROM action AS a WHERE'
                       " a.plan_id = p.id AND a.by_whom <> '') OR date_count <> (SELECT count(m.due) FROM milestone AS m"
                       ' JOIN action AS a ON a.id = m.action_id WHERE a.plan_id = p.id) OR rag_count <> (SELECT count(rag)'
                       ' FROM action AS a WHERE a.plan_id = p.id)')
        self.assertEqual('0\n', told)

    def test_all_three_find_the_same_and_about_one_pair_in_thirty_holds(self):
        ours = self.bench('cold', self.configuration('ten'))['facts']['matches']
        limit = json.loads(program('bench_two', '--database', self.database, '--day', DAY))['facts']['matches']
        lines = program('/usr/bin/sqlite3', '-readonly', self.database, stdin=workload.queries(DAY)).splitlines()
        counted = collections.Counter(line.split('|')[0] for line in lines)
        self.assertEqual(limit, ours)
        self.assertEqual([counted[rule] for rule, *_ in workload.QUERIES], ours)
        pairs = 5 * MILESTONES + 5 * MILESTONES / 3
        self.assertTrue(0.030 < sum(ours) / pairs < 0.042, sum(ours) / pairs)

    def test_forty_rules_are_found_alike(self):
        ours = self.bench('cold', self.configuration('forty', variants=4))['facts']['matches']
        limit = json.loads(program('bench_two', '--database', self.database, '--day', DAY, '--rules', 40))['facts']['matches']
        self.assertEqual(limit, ours)
        self.assertEqual(40, sum(1 for count in ours if count > 0))

    @unittest.skipUnless(shutil.which('prometheus'), 'Prometheus is not installed')
    def test_prometheus_finds_the_same(self):
        ours = self.bench('cold', self.configuration('ten'))['facts']['matches']
        with prometheus.Server(self.database, DAY, self.folder, interval=1, scrapes=1) as server:
            self.assertGreater(server.evaluations(1).median(), 0)
            self.assertEqual(ours, server.firing())

    def test_the_rules_of_prometheus_are_the_queries(self):
        self.assertEqual([rule for rule, *_ in workload.QUERIES], [rule for rule, _ in prometheus.RULES])

    def test_everything_that_is_measured_can_be_done(self):
        ten = self.configuration('ten')
        few = MILESTONES // 5
        self.make(few)
        copy = self.path('copy.db')
        program('/usr/bin/sqlite3', self.database, 'VACUUM INTO \'%s\'' % copy)
        cold = sum(self.bench('cold', ten)['facts']['matches'])
        self.assertEqual(cold, self.bench('first-load', ten)['facts']['fired'])
        self.bench('rule-change', ten, '--other', self.configuration('reworded', reworded=True), '--runs', 2)
        self.bench('idle', ten, '--ticks', 10)
        edited = self.bench('edits', ten, '--edited', 20, '--runs', 2)['facts']
        self.assertTrue(30 < edited['looked'] <= 40, edited)
        self.assertGreater(self.bench('day', ten)['facts']['looked_a_day'], 0)
        limit = json.loads(program('bench_incr', '--database', copy, '--state', self.path('state.db'), '--day', DAY,
                                   '--edited', 20, '--rounds', 2, '--days', 1))
        self.assertEqual(few, limit['facts']['rows'])


class Said(unittest.TestCase):
    """What is made of the figures."""

    @staticmethod
    def runs(*seconds):
        runs = measuring.Runs()
        for each in seconds:
            runs.add((each, each))
        return runs

    def row(self, *arguments, **more):
        table = measuring.Table()
        with open(os.devnull, 'w', encoding='utf-8') as nowhere, contextlib.redirect_stdout(nowhere):
            table.add('work', 10, *arguments, **more)
        return table.rows[0]['ratio'], table.rows[0]['verdict']

    def test_a_ratio_is_the_median_over_pairs_that_had_the_same_weather(self):
        slow, twice = self.runs(1, 10, 1), self.runs(2, 20, 3)
        self.assertEqual(('0.5 ×', 'met'), self.row(slow, 'a peer', twice, 0.5))
        self.assertEqual(('0.5 ×', 'missed'), self.row(slow, 'a peer', twice, 0.4))
        self.assertEqual(('2 ×', 'met'), self.row(slow, 'a peer', twice, 2, times=True))
        self.assertEqual(('2 ×', 'missed'), self.row(slow, 'a peer', twice, 3, times=True))
        self.assertEqual(('0.5 ×', ''), self.row(slow, 'a peer', twice))

    def test_the_chart_is_a_picture_with_every_line_and_its_last_figure(self):
        points = {name: {'10000': 0.01, '1000000': 1.5} for name, *_ in chart.LINES}
        picture = xml.etree.ElementTree.fromstring(chart.draw(points, 'here & today'))
        words = [element.text for element in picture.iter('{http://www.w3.org/2000/svg}text')]
        for name in points:
            self.assertIn(name + ', 1.5 s', words)


if __name__ == '__main__':
    unittest.main()
