#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `chaser forecast` foretells for 90 days is, item for item, what the simulator then wants when nobody edits: for whole
plans on their first day, and for one in the middle of its life. And it leaves the database as it was, to the last byte."""
import datetime
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import unittest

import delivered
from chaser_cli import SOURCE, shared_plan

DAYS = 90
NORTHMOOR = (os.path.join(SOURCE, 'examples', 'northmoor.docx'), os.path.join(SOURCE, 'examples', 'contacts.yaml'))

WANTED = """
SELECT i.rule, COALESCE(a.ref, ''), COALESCE(a.part, 1), COALESCE(m.party, ''),
       CASE WHEN i.kind = 'notice' THEN i.notice_text ELSE COALESCE(m.text, '') END, i.step, i.wanted_on,
       i.kind, i.role, i.occurrence, m.id IS NULL
FROM item AS i LEFT JOIN action AS a ON a.id = i.action_id LEFT JOIN milestone AS m ON m.id = i.milestone_id
WHERE i.id > ?
"""


def digest_of(folder):
    """Of every byte of the database and of what is written ahead of it; whoever reads leaves an empty log behind."""
    hashes = {}
    for name in ('plan.db', 'plan.db-wal'):
        path = os.path.join(folder, name)
        if os.path.exists(path) and os.path.getsize(path) > 0:
            with open(path, 'rb') as file:
                hashes[name] = hashlib.sha256(file.read()).hexdigest()
    return hashes


def identity(item):
    return (item['rule'], item['ref'], item['part'], item['party'] or '', item['text'], item['step'], item['wanted_on'],
            item['kind'], item['role'], item['occurrence'])


class Forecast(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='chaser-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def ask(self, statement, *values):
        connection = sqlite3.connect(os.path.join(self.folder, 'plan.db'))
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def begin(self, key, plan, contacts, first):
        delivered.configure(self.folder, contacts)
        delivered.run(self.folder, 'chaser', 'import', plan, '--plan', key, '--as-of', first)

    def foretell(self, first, *options):
        until = (datetime.date.fromisoformat(first) + datetime.timedelta(days=DAYS)).isoformat()
        answer = json.loads(delivered.run(self.folder, 'chaser', 'forecast', '--from', first, '--until', until, '--json',
                                          '--unsaid', *options))
        return until, answer

    def check(self, first):
        """The forecast, then the same 90 days played for real."""
        last, = self.ask('SELECT COALESCE(max(id), 0) FROM item')[0]
        before = digest_of(self.folder)
        until, answer = self.foretell(first)
        self.assertEqual(digest_of(self.folder), before, 'a forecast changes nothing')
        story, _ = delivered.simulate(self.folder, first, until)
        rows = self.ask(WANTED, last)
        wanted = {row[:10] for row in rows}
        self.assertEqual(len(wanted), len(rows), 'each item is one of its kind')
        # What is about a whole action bears the action's headline, which the database does not hold as such.
        of_actions = {row[0] for row in rows if row[10] and row[7] != 'notice'}
        foretold = set()
        for message in answer:
            for item in message['items']:
                one = identity(item)
                if one[6] >= first:
                    foretold.add(one[:4] + ('',) + one[5:] if one[0] in of_actions else one)
        self.assertEqual((wanted - foretold, foretold - wanted), (set(), set()))
        self.assertGreater(len(wanted), 5)
        # And whoever is told is told the same, in the same messages.
        self.assertEqual(self.messages(answer, 'on'), self.messages((told for told in story if told['at'] >= first), 'at'))
        return wanted

    @staticmethod
    def messages(told, day):
        return sorted((message['to'], message['kind'], message[day][:10], sorted(identity(item) for item in message['items']))
                      for message in told if message[day] is not None)

    def test_of_a_plan_on_its_first_day(self):
        for name, (plan, contacts), first in (
                ('northmoor', NORTHMOOR, '2027-01-04'),
                ('lancashire', (shared_plan('lancashire-appendix-a.docx'), shared_plan('lancashire-contacts.yaml')), '2017-10-02')):
            with self.subTest(plan=name):
                self.setUp()
                self.begin(name, plan, contacts, first)
                wanted = self.check(first)
                print(f'{name}: {len(wanted)} items in {DAYS} days, foretold and wanted')

    def test_of_a_plan_in_the_middle_of_its_life(self):
        self.begin('northmoor', *NORTHMOOR, '2027-01-04')
        delivered.run(self.folder, 'chaserd-sim', '--from', '2027-01-04', '--to', '2027-02-20',
                      '--event', "2027-02-02 10:00 sql UPDATE milestone SET proposed_due = '2027-06-30' WHERE id = 2",
                      '--event', "2027-02-03 10:00 sql UPDATE alert SET state = 'acknowledged', quiet_until = '2027-03-20', "
                                 "quiet_by = 'Ann', quiet_since = '2027-02-03' WHERE id = (SELECT min(id) FROM alert WHERE state = 'firing')")
        self.check('2027-02-21')

    def test_a_single_plan_of_several(self):
        self.begin('northmoor', *NORTHMOOR, '2027-01-04')
        delivered.run(self.folder, 'chaser', 'import', NORTHMOOR[0], '--plan', 'second', '--as-of', '2027-01-04')
        _, answer = self.foretell('2027-01-04', '--plan', 'second')
        self.assertEqual({item['plan'] for message in answer for item in message['items']}, {'second'})


if __name__ == '__main__':
    unittest.main()
