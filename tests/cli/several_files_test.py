#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Several plans at once, plans by other names, and people who write while an import runs."""
import contextlib
import os
import sqlite3
import subprocess
import time
import unittest

from chaser_cli import BIN, CliTest

HEADINGS = 'No,Action,Owner,By when,Progress\n'
NORTH = HEADINGS + '1,Train the porters,Estates,May 2027,\n2,Paint the gate,Estates,June 2027,\n3,Mend the lift,Estates,July 2027,\n'
SOUTH = HEADINGS + '1,Appoint a nurse,Head of Nursing,May 2027,\n'


class SeveralFiles(CliTest):
    def refs(self):
        return self.sql('SELECT key, count(*) FROM plan p JOIN action a ON a.plan_id = p.id GROUP BY key ORDER BY key')

    def test_each_file_is_a_plan_and_json_is_one_list(self):
        reports = self.chaser_json('import', self.write('north.csv', NORTH), self.write('south.csv', SOUTH))
        self.assertEqual([report['plan'] for report in reports], ['north', 'south'])
        self.assertEqual(self.refs(), [('north', 3), ('south', 1)])

    def test_all_are_imported_or_none(self):
        refused = self.chaser('import', self.write('north.csv', NORTH), self.write('south.csv', 'nothing,of\na,plan\n'), expect=3)
        self.assertIn('south.csv', refused.stderr)
        self.assertEqual(self.sql('SELECT count(*) FROM plan'), [(0,)])

    def test_two_files_that_would_be_one_plan_are_refused_before_they_are_read(self):
        for folder in ('a', 'b'):
            os.mkdir(self.path(folder))
        refused = self.chaser('import', self.write('a/plan.csv', NORTH), self.write('b/plan.csv', SOUTH), expect=2)
        self.assertIn('--plan', refused.stderr)
        self.assertFalse(os.path.exists(self.database))

    def test_another_file_of_the_same_actions_is_no_second_plan_unless_somebody_says_so(self):
        self.chaser('import', self.write('north.csv', NORTH))
        again = self.write('North v2.csv', NORTH + '4,Clean the windows,Estates,August 2027,\n')
        refused = self.chaser('import', again, expect=2)
        self.assertIn('--plan north', refused.stderr)
        self.assertEqual(self.refs(), [('north', 3)])
        self.chaser('import', again, '--plan', 'north')
        self.assertEqual(self.refs(), [('north', 4)])
        self.chaser('import', again, '--plan', 'other')
        self.assertEqual(self.refs(), [('north', 4), ('other', 4)])

    def test_two_versions_of_a_plan_in_one_call_are_no_two_plans(self):
        later = self.write('p2.csv', NORTH.replace('June', 'July') + '4,Clean the windows,Estates,August 2027,\n')
        files = [self.write('p1.csv', NORTH), later]
        for first, second in (files, reversed(files)):
            refused = self.chaser('import', first, second, self.write('south.csv', SOUTH), expect=2)
            self.assertIn('its actions are those of', refused.stderr)
            self.assertIn('--plan', refused.stderr)
            self.assertEqual(self.refs(), [])
        self.chaser('import', '--dry-run', *files, expect=2)
        self.chaser('import', files[0], self.write('south.csv', SOUTH))
        self.chaser('import', *files, expect=2)

    def test_a_plan_that_somebody_else_makes_while_an_import_runs_is_not_made_twice(self):
        self.chaser('import', self.write('south.csv', SOUTH))
        self.write('p1.csv', NORTH)
        with self.importing_behind_a_lock('p1.csv') as (running, lock):
            lock.execute("INSERT INTO plan (key, title) VALUES ('north', 'North')")
            for row in NORTH.splitlines()[1:]:
                ref, action = row.split(',')[:2]
                lock.execute("INSERT INTO action (plan_id, ref, action) SELECT id, ?, ? FROM plan WHERE key = 'north'", (ref, action))
            lock.execute('COMMIT')
            said = running.communicate(timeout=60)[0]
        self.assertEqual(running.returncode, 2, said)
        self.assertIn("those of the plan 'north'", said)
        self.assertEqual(self.refs(), [('north', 3), ('south', 1)])

    @contextlib.contextmanager
    def importing_behind_a_lock(self, name):
        """An import that has read the plan as it was, and waits for a lock that the caller lets go."""
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute('BEGIN IMMEDIATE')
        with subprocess.Popen([os.path.join(BIN, 'chaser'), '--database', self.database, 'import', self.path(name)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
            self.wait_until_it_waits(running.pid)
            yield running, lock
            lock.close()

    def wait_until_it_waits(self, pid):
        """Only for the lock does it go to sleep again and again, with the database open."""
        slept = None
        for _ in range(3000):
            time.sleep(0.01)
            try:
                opened = any(os.readlink(f'/proc/{pid}/fd/{fd}') == os.path.realpath(self.database) for fd in os.listdir(f'/proc/{pid}/fd'))
            except OSError:
                continue
            with open(f'/proc/{pid}/status', encoding='utf-8') as status:
                sleeps = next(int(line.split()[1]) for line in status if line.startswith('voluntary_ctxt_switches'))
            if opened and slept is None:
                slept = sleeps
            elif opened and sleeps >= slept + 10:
                return
        self.fail('the import never waited')

    def test_an_answer_given_while_an_import_runs_is_not_overwritten(self):
        self.chaser('import', self.write('north.csv', NORTH))
        self.write('north.csv', NORTH.replace('Estates', 'Head of estates'))
        with self.importing_behind_a_lock('north.csv') as (running, lock):
            lock.execute("UPDATE action SET progress = 'Half of them' WHERE ref = '1'")
            lock.execute('COMMIT')
            said = running.communicate(timeout=60)[0]
        self.assertEqual(running.returncode, 0, said)
        self.assertEqual(self.sql('SELECT progress FROM action ORDER BY ref'), [('Half of them',), ('',), ('',)])
        self.assertEqual(self.sql('SELECT DISTINCT role FROM owner'), [('Head of estates',)])


if __name__ == '__main__':
    unittest.main()
