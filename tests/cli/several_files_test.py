#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Several plans at once, plans by other names, and people who write while an import runs."""
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

    def test_an_answer_given_while_an_import_runs_is_not_overwritten(self):
        self.chaser('import', self.write('north.csv', NORTH))
        self.write('north.csv', NORTH.replace('Estates', 'Head of estates'))
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute('BEGIN IMMEDIATE')
        with subprocess.Popen([os.path.join(BIN, 'chaser'), '--database', self.database, 'import', self.path('north.csv')],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
            time.sleep(1.5)  # by now it has read the plan as it was, and waits for the lock
            lock.execute("UPDATE action SET progress = 'Half of them' WHERE ref = '1'")
            lock.execute('COMMIT')
            lock.close()
            said = running.communicate(timeout=60)[0]
        self.assertEqual(running.returncode, 0, said)
        self.assertEqual(self.sql('SELECT progress FROM action ORDER BY ref'), [('Half of them',), ('',), ('',)])
        self.assertEqual(self.sql('SELECT DISTINCT role FROM owner'), [('Head of estates',)])


if __name__ == '__main__':
    unittest.main()
