#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`replay` as a programme manager meets it: a plan that was lived through for two months, played again, and two sets of
rules against each other."""
import hashlib
import json
import os
import re
import unittest

import delivered
from chaser_cli import SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
CONTACTS = os.path.join(SOURCE, 'examples', 'contacts.yaml')
FIRST, LAST = '2027-01-04', '2027-02-28'
OLD = '''rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: due < today and state = open and not review
    ladder: [{tell: party, every: 2w}]
'''
NEW = '''rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: due < today - 1w and state = open and not review
    ladder: [{tell: party, every: 2w}]
  - id: red
    summary: Off track
    over: action
    when: status = off-track
    ladder: [{tell: coordinator}]
'''


class Replay(CliTest):
    def setUp(self):
        super().setUp()
        delivered.configure(self.folder, CONTACTS)
        self.run_with('import', EXAMPLE, '--plan', 'northmoor', '--as-of', FIRST)

    def run_with(self, *arguments, program='chaser'):
        return delivered.run(self.folder, program, *arguments)

    def live(self):
        self.run_with('--from', FIRST, '--to', '2027-03-01', '--script', os.path.join(SOURCE, 'examples', 'northmoor.script'),
                      program='chaserd-sim')

    def replay(self, *arguments):
        return self.run_with('replay', '--from', FIRST, '--to', LAST, *arguments)

    def fails(self, *arguments):
        done = self.run_program('chaser', '--config', self.path('chaser.yaml'), 'replay', *arguments)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        return done.returncode, done.stderr

    def bytes_of_database(self):
        hashes = {}
        for name in sorted(os.listdir(self.folder)):
            path = self.path(name)
            if name.startswith('plan.db') and not name.endswith('-shm') and os.path.getsize(path) > 0:
                with open(path, 'rb') as file:
                    hashes[name] = hashlib.sha256(file.read()).hexdigest()
        return hashes

    def test_a_life_played_again_is_what_it_was(self):
        self.live()
        before = self.bytes_of_database()
        said = self.replay()
        self.assertEqual(self.bytes_of_database(), before, 'a replay changes nothing')
        lines = said.splitlines()
        self.assertRegex(lines[0], r'^With the edits of that time, \d+ messages with \d+ items would have been said '
                                   r'from 4 January 2027 to 28 February 2027\.$')
        self.assertEqual(lines[1], 'It is what was really said, item for item.')
        self.assertIn('Messages a week, the first from Monday 4 January 2027:', said)
        self.assertRegex(said, r'\n  Dr Lena Fox +[ .\d]+\n')
        self.assertRegex(said, r'\nMonday 4 January 2027\n  \d\d:\d\d ')
        # From the middle of it, too: what went before is known.
        middle = self.run_with('replay', '--from', '2027-02-01', '--to', LAST)
        self.assertIn('It is what was really said, item for item.', middle)
        again = json.loads(self.replay('--json'))
        self.assertEqual(again['said'], again['replayed'])
        self.assertGreater(len(again['said']), 10)
        self.assertEqual((again['gaps'], again['notes']), ([], []))
        for person in again['people']:
            self.assertEqual((person['added'], person['taken_away'], person['moved']), ([], [], []))

    def test_without_an_edit_it_would_have_been_another_story(self):
        self.live()
        said = self.replay('--afresh', '--rules', self.write('old.yaml', OLD))
        self.assertIn('the differences stand at the end.', said)
        self.assertRegex(said, r'\n  Dr Lena Fox +said  +[ .\d]+\n +replayed +[ .\d]+\n')
        self.assertRegex(said, r'\nBeside what was really said, this is added \(\+\), taken away \(-\), or said on another day \(~\):\n')
        self.assertRegex(said, r'\n  \+ 2027-\d\d-\d\d  ask +\S+ +passed ')
        self.assertRegex(said, r'\n  - 2027-\d\d-\d\d  ')

    def test_a_plan_that_nobody_watched(self):
        said = self.replay()
        self.assertIn('Nothing was really said in that time.', said)
        self.assertNotIn('Beside what was really said', said)

    def compare(self, *arguments):
        return self.replay('--rules', self.write('old.yaml', OLD), '--rules', self.write('new.yaml', NEW), *arguments)

    def test_two_sets_of_rules_by_person(self):
        self.live()
        before = self.bytes_of_database()
        said = self.compare()
        self.assertEqual(self.bytes_of_database(), before)
        self.assertRegex(said, r'(?m)^  old  .*old\.yaml: \d+ messages with \d+ items$')
        self.assertRegex(said, r'(?m)^  new  .*new\.yaml: \d+ messages with \d+ items$')
        self.assertRegex(said, r'\n  Priya Nair +old [ .\d]+\n +new [ .\d]+\n')
        sections = dict(re.findall(r'(?m)^([A-Z][\w .]+): (\d.*)$', said.split('The new rules add')[1]))
        self.assertIn('added', sections['Priya Nair'])

        answer = json.loads(self.compare('--json'))
        people = {person['to']: person for person in answer['people']}
        coordinator = people['Priya Nair']
        self.assertTrue(coordinator['added'])
        self.assertEqual({one['item']['rule'] for one in coordinator['added'] if one['item']['kind'] != 'notice'}, {'red'})
        moved = [one for person in answer['people'] for one in person['moved']]
        self.assertTrue(moved)
        for one in moved:
            self.assertEqual(one['item']['rule'], 'passed')
            self.assertLess(one['was_on'], one['on'])
        # Old and what is added, without what is taken away, is new.
        for name, person in people.items():
            count = {side: sum(len(message['items']) for message in answer[side] if message['to'] == name) for side in ('old', 'new')}
            self.assertEqual(count['old'] + len(person['added']) - len(person['taken_away']), count['new'], name)
            for side in ('old', 'new'):
                self.assertEqual(sum(week[side] for week in person['weeks']),
                                 sum(1 for message in answer[side] if message['to'] == name), name)

    def test_the_same_rules_twice_change_nothing(self):
        same = self.write('same.yaml', OLD)
        said = self.replay('--rules', same, '--rules', same)
        self.assertIn('Nobody is told anything more, anything less, or on another day.', said)

    def test_gaps_are_told(self):
        self.sql("DELETE FROM action WHERE ref = '4.1'")
        self.sql("UPDATE audit_text SET after = NULL WHERE seq IN (SELECT seq FROM audit WHERE what LIKE '%.removed')")
        self.assertRegex(self.replay(), r'\nWhat the record does not hold:\n  1 action was deleted or replaced up to ')

    def test_what_takes_everything_away_and_is_easily_overlooked_is_said(self):
        os.mkdir(self.path('none'))
        for arguments, told in ((('--rules', self.path('none')), f"there is no rule in {self.path('none')}, so nothing is said"),
                                (('--contacts', self.write('nobody.yaml', 'contacts: []\n')),
                                 'no contacts are configured, so nobody can be told')):
            done = self.run_program('chaser', '--config', self.path('chaser.yaml'), 'replay', '--from', FIRST, '--to', LAST,
                                    *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(told, done.stderr)

    def test_what_cannot_be_replayed_is_said(self):
        for arguments, status, words in (
                (('--from', LAST, '--to', FIRST), 2, '--to is before --from'),
                (('--from', 'soon', '--to', LAST), 2, "--from 'soon' is not a date"),
                (('--from', FIRST), 2, '--to'),
                (('--from', '2026-12-31', '--to', LAST), 3, 'there is no history that far back: the record begins on 4 January 2027'),
                (('--from', FIRST, '--to', LAST, '--plan', 'nothmoor'), 3, 'northmoor'),
                (('--from', FIRST, '--to', LAST, '--rules', 'a', '--rules', 'b', '--rules', 'c'), 2, 'a set of several files is a folder'),
                (('--from', FIRST, '--to', LAST, '--rules', 'missing.yaml'), 3, 'missing.yaml')):
            with self.subTest(arguments=arguments):
                got, said = self.fails(*arguments)
                self.assertEqual(got, status, said)
                self.assertIn(words, said)
        self.sql("INSERT INTO plan (key) VALUES ('empty')")
        self.assertIn("the plan 'empty' has no actions, and never had any",
                      self.fails('--from', FIRST, '--to', LAST, '--plan', 'empty')[1])


if __name__ == '__main__':
    unittest.main()
