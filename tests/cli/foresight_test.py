#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`explain` and `forecast` as people meet them, over the shipped example plan."""
import json
import os
import unittest

from chaser_cli import SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
CONTACTS = os.path.join(SOURCE, 'examples', 'contacts.yaml')


class ForesightCommands(CliTest):
    def setUp(self):
        super().setUp()
        self.chaser('import', EXAMPLE, '--plan', 'northmoor', '--as-of', '2026-01-04')

    def explain(self, *arguments, **keywords):
        return self.chaser('explain', *arguments, '--contacts', CONTACTS, **keywords).stdout

    def test_explain_shows_each_part_with_its_value_and_the_part_that_decides(self):
        said = self.explain('due-soon', '4.1', '--on', '2027-01-10')
        self.assertIn('due-soon: Due within two weeks\nnorthmoor 4.1 (NCH): Share health histories', said)
        self.assertIn('On Sunday 10 January 2027 it does not hold, until 17 January 2027:', said)
        self.assertRegex(said, r'yes basis != indicative +basis is agreed\n')
        self.assertRegex(said, r'no  due <= today \+ 2w +due is 31 January 2027, today \+ 2w is 24 January 2027; '
                               r'may change on 17 January 2027  \(decides\)\n')
        self.assertRegex(said, r'yes not review +review is no\n')
        self.assertIn('What is said: nothing is said, for it does not hold.', said)
        self.assertIn('  2027-01-18  step owner, ask to Dr Lena Fox (digest)\n', said)

    def test_explain_tells_the_ladder_so_far_and_to_come(self):
        said = self.explain('indicative-date-passed', '2.1', '--on', '2027-04-02')
        self.assertIn('On Friday 2 April 2027 it holds, and nothing but an edit will change that:', said)
        self.assertIn('It holds since 1 April 2027, and its ladder counts from 1 April 2027.', said)
        self.assertIn('told Dr Lena Fox on 1 April 2027', said)
        self.assertIn('step lead, escalation to Karim Aziz', said)
        self.assertRegex(said, r'pack-item to Health partnership board \(pack for its meeting of')

    def test_explain_in_json_has_the_same(self):
        said = json.loads(self.explain('due-soon', '4.1', '--on', '2027-01-10', '--json'))
        self.assertEqual((said['rule'], said['ref'], said['part'], said['reason'], said['until']),
                         ('due-soon', '4.1', 1, 'not-due', '2027-01-17'))
        parts = {part['text']: part for part in said['condition']['parts']}
        self.assertEqual(parts['due <= today + 2w']['values'][0], {'term': 'due', 'value': '31 January 2027', 'changes_on': None})
        self.assertEqual([text for text, part in parts.items() if part['decides']], ['due <= today + 2w'])
        self.assertEqual(said['to_come'][0]['on'], '2027-01-18')

    def test_explain_says_what_it_needs(self):
        for arguments, words in ((('due-son', '4.1'), "did you mean 'due-soon'?"),
                                 (('due-soon', '4.9'), '4.9'),
                                 (('no-owner', '4.1', '--milestone', '1'), 'a rule over actions')):
            done = self.run_program('chaser', '--database', self.database, 'explain', *arguments)
            self.assertIn(done.returncode, (2, 3), done.stderr)
            self.assertIn(words, done.stderr)

    def test_explain_of_a_closed_action(self):
        self.sql("UPDATE action SET closed_at = '2026-01-05T00:00:00.000Z' WHERE ref = '4.1'")
        self.assertIn('The action is closed', self.explain('due-soon', '4.1'))

    def forecast(self, *arguments):
        return self.chaser('forecast', '--contacts', CONTACTS, '--from', '2027-01-04', *arguments)

    def test_forecast_tells_weeks_and_messages(self):
        said = self.forecast('--until', '2027-02-01').stdout
        self.assertTrue(said.startswith('If nobody does anything from 4 January 2027 to 1 February 2027:\n'), said)
        self.assertRegex(said, r'\n  all +\d')
        self.assertRegex(said, r'\nMonday 18 January 2027\n  \d\d:\d\d Dr Lena Fox, digest\n    ask +4\.1 +due-soon')

    def test_forecast_draws_a_page(self):
        done = self.forecast('--html', 'ahead.html')
        self.assertIn('Written: ahead.html', done.stderr)
        with open(self.path('ahead.html'), encoding='utf-8') as file:
            page = file.read()
        self.assertIn('<title>What will be sent from 4 January 2027 to 4 April 2027</title>', page)
        self.assertNotRegex(page, 'src=|href=|<script|url\\(')

    def test_forecast_with_other_rules(self):
        rules = self.write('own.yaml', 'rules:\n  - {id: only, summary: Only this, over: action, when: rag = green,\n'
                                       '     ladder: [{tell: coordinator}]}\n')
        said = json.loads(self.forecast('--rules', rules, '--json').stdout)
        self.assertEqual({item['rule'] for message in said for item in message['items']}, {'only'})

    def test_forecast_refuses_a_time_that_is_none(self):
        for until, words in (('2027-01-03', 'before the day'), ('2047-01-01', 'ten years'), ('soon', '--until')):
            done = self.run_program('chaser', '--database', self.database, 'forecast', '--from', '2027-01-04', '--until', until)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)


if __name__ == '__main__':
    unittest.main()
