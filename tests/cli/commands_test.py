#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands over the shipped example plan, as a new user would try them."""
import json
import os
import unittest

from chaser_cli import SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')


class Commands(CliTest):
    def setUp(self):
        super().setUp()
        self.chaser('import', EXAMPLE, '--plan', 'northmoor', '--as-of', '2027-01-04')

    def test_the_example_has_a_dozen_actions_with_ratings_and_a_continuation(self):
        self.assertEqual(self.sql('SELECT count(*) FROM action'), [(12,)])
        self.assertEqual(self.sql("SELECT rag FROM action WHERE ref = '5.1' ORDER BY part"), [('blue',), ('green',)])
        self.assertEqual(self.sql("SELECT role FROM owner o JOIN action a ON a.id = o.action_id WHERE ref = '4.2' ORDER BY o.position"),
                         [('Health information manager',), ('Head of inclusion',)])

    def test_a_dry_run_creates_nothing(self):
        other = self.path('other.db')
        done = self.run_program('chaser', '--database', other, 'import', EXAMPLE, '--dry-run')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(os.path.exists(other))

    def test_list_shows_every_milestone_and_open_leaves_out_what_is_done(self):
        everything = self.chaser_json('list')
        still_open = self.chaser_json('list', '--open')
        self.assertGreater(len(everything), len(still_open))
        self.assertNotIn('complete', [row.get('state') for row in still_open])
        self.assertIn('Schools lead', self.chaser('list').stdout)

    def test_show_gives_the_words_and_how_they_were_read(self):
        shown = self.chaser('show', '2.1').stdout
        self.assertIn('NCH Qtr 4 2026/27 (I)', shown)
        self.assertIn('31 March 2027, indicative', shown)

    def test_an_update_is_an_edit_with_a_name_and_a_day(self):
        self.chaser('update', '2.1', 'basis=agreed', 'due=2027-04-30', '--as', 'Dr Lena Fox', '--as-of', '2027-01-20')
        row = self.sql("SELECT basis, due, baseline_due, slips FROM milestone m JOIN action a ON a.id = m.action_id "
                       "WHERE ref = '2.1'")
        self.assertEqual(row, [('agreed', '2027-04-30', '2027-03-31', 1)])
        record = self.chaser_json('audit', '--ref', '2.1')
        edit = [entry for entry in record if entry['actor'] == 'Dr Lena Fox']
        self.assertEqual({entry['at'] for entry in edit}, {'2027-01-20T00:00:00.000Z'})
        self.assertIn(('2027-03-31', '2027-04-30'), [(entry['before'], entry['after']) for entry in edit])

    def milestone(self, ref):
        return self.sql("SELECT earliest, due, precision, doubt FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = ?",
                        ref)[0]

    def test_a_day_that_is_given_leaves_nothing_of_the_period_that_stood_there(self):
        self.assertEqual(self.milestone('2.1')[:3], ('2027-01-01', '2027-03-31', 'quarter'))
        self.chaser('update', '2.1', 'due=2027-03-31')
        self.assertEqual(self.milestone('2.1')[:3], ('2027-01-01', '2027-03-31', 'quarter'))
        self.chaser('update', '2.1', 'due=2027-02-10')
        self.assertEqual(self.milestone('2.1')[:3], ('2027-02-10', '2027-02-10', 'day'))
        self.chaser('update', '2.1', 'due=2027-05-31', 'earliest=2027-05-17')
        self.assertEqual(self.milestone('2.1')[:3], ('2027-05-17', '2027-05-31', 'day'))
        self.chaser('update', '2.1', 'due=')
        self.assertEqual(self.milestone('2.1')[:3], (None, None, 'none'))

    def test_a_state_or_a_flag_can_not_be_cleared(self):
        for field, allowed in (('state', 'ongoing'), ('review', 'yes')):
            refused = self.chaser('update', '2.1', field + '=', expect=2).stderr
            self.assertIn(allowed, refused)
            self.assertNotIn('NULL', refused)

    def test_the_record_names_the_part_that_was_edited(self):
        self.chaser('update', '5.1', 'rag=red', '--part', '2')
        edits = [entry for entry in self.chaser_json('audit', '--ref', '5.1') if entry['what'] == 'action.rag']
        self.assertEqual([(entry['part'], entry['after']) for entry in edits], [(2, 'red')])
        self.assertIn('5.1 (part 2): ', self.chaser('audit', '--ref', '5.1').stdout)

    def test_a_milestone_is_named_by_number_or_party(self):
        self.chaser('update', '4.2', 'state=complete', expect=2)
        self.chaser('update', '4.2', 'state=complete', '--milestone', '2')
        self.assertEqual(self.sql("SELECT state FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = '4.2' "
                                  'ORDER BY m.position'), [('open',), ('complete',)])

    def test_an_action_is_named_as_list_shows_it(self):
        self.assertIn('5.1 (part 2)', self.chaser('list').stdout)
        self.assertEqual(self.chaser_json('show', '5.1 (part 2)')['part'], 2)
        self.assertEqual(self.chaser_json('history', '5.1 (part 2)')['part'], 2)
        self.chaser('update', '5.1 (part 2)', 'rag=red')
        self.assertEqual(self.sql("SELECT part FROM action WHERE ref = '5.1' AND rag = 'red'"), [(2,)])
        self.chaser('update', '5.1', 'rag=red', expect=2)
        self.assertIn("no part 9", self.chaser('show', '5.1 (part 9)', expect=3).stderr)

    def test_what_was_closed_does_not_look_open(self):
        self.sql("UPDATE action SET closed_at = '2027-06-30T23:30:00.000Z' WHERE ref = '2.1'")
        rows = [row for row in self.chaser_json('list') if row['ref'] == '2.1']
        self.assertEqual([(row['state'], row['closed_at']) for row in rows], [('closed', '2027-06-30T23:30:00.000Z')])
        self.assertRegex(self.chaser('list').stdout, r'(?m)^2\.1 .* closed ')
        self.assertEqual(self.chaser_json('show', '2.1')['closed_at'], '2027-06-30T23:30:00.000Z')
        self.assertRegex(self.chaser('show', '2.1').stdout, r'closed +1 July 2027; it is chased no longer')
        self.assertIsNone(self.chaser_json('show', '2.2')['closed_at'])

    def test_show_says_when_something_was_done_and_by_whom(self):
        self.chaser('update', '2.1', 'state=complete', 'completed_on=2027-02-10', 'completed_by=NCH')
        self.assertIn('complete on 10 February 2027 by NCH', self.chaser('show', '2.1').stdout)
        self.chaser('update', '2.1', 'state=verified', 'verified_on=2027-03-01', 'verified_by=Asha Rao')
        self.assertIn('verified on 1 March 2027 by Asha Rao, complete on 10 February 2027 by NCH',
                      self.chaser('show', '2.1').stdout)

    def test_a_timeline_phrase_is_explained(self):
        done = self.chaser('timeline', stdin='Qtr 2, 2017 (I)\nTBC\n')
        self.assertIn('due 2017-09-30 (from 2017-07-01), open, indicative', done.stdout)
        rows = [json.loads(line) for line in self.chaser('timeline', '--json', stdin='Qtr 2, 2017 (I)\nTBC\n').stdout.splitlines()]
        self.assertEqual(rows[0][0]['due'], '2017-09-30')
        self.assertEqual(list(rows[0][0]), ['label', 'party', 'basis', 'state', 'earliest', 'due', 'precision', 'review'])
        self.assertIsNone(rows[1][0]['due'])

    def test_evaluate_changes_nothing(self):
        before = self.counts()
        found = self.chaser_json('evaluate', '--on', '2027-02-01')
        self.assertIn('agreed-date-missed', {row['rule'] for row in found})
        self.assertEqual(before, self.counts())

    def test_evaluate_can_use_rules_of_its_own(self):
        rules = self.write('mine.yaml', 'rules:\n  - {id: red, summary: Red, over: action, when: rag = red, ladder: [{tell: owner}]}\n')
        found = self.chaser_json('evaluate', '--on', '2027-02-01', '--rules', rules)
        self.assertEqual([(row['rule'], row['ref']) for row in found], [('red', '6.1')])

    def test_the_stock_configuration_is_good(self):
        self.assertIn('good', self.chaser('check').stdout)

    def test_fields_lists_what_a_rule_may_ask(self):
        names = [field['name'] for field in self.chaser_json('fields')]
        for name in ('due', 'basis', 'status', 'next_due', 'overdue_milestones'):
            self.assertIn(name, names)

    def test_every_command_has_help_with_an_example(self):
        for command in ('import', 'list', 'show', 'update', 'timeline', 'check', 'evaluate', 'fields', 'alerts', 'approve',
                        'outbox', 'audit', 'history', 'run', 'migrate'):
            self.assertIn('Example', self.chaser(command, '--help').stdout, command)

    def test_one_run_tells_people_into_a_maildir_and_the_next_says_nothing_again(self):
        with open(os.path.join(SOURCE, 'examples', 'contacts.yaml'), encoding='utf-8') as file:
            contacts = file.read()
        always = contacts[:contacts.index('window:')] + 'window: {days: all, from: "00:00", to: "24:00"}\n'
        self.write('contacts.yaml', always)
        config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@northmoor.example\n'
                                           'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n')
        self.sql("UPDATE milestone SET due = '2026-01-31', basis = 'agreed', state = 'open' WHERE due IS NOT NULL")
        first = self.run_program('chaser', '--config', config, 'run', '--once')
        self.assertEqual(first.returncode, 0, first.stdout + first.stderr)
        letters = os.listdir(self.path('mail/new'))
        self.assertGreater(len(letters), 0)
        again = self.run_program('chaser', '--config', config, 'run', '--once')
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(letters, os.listdir(self.path('mail/new')))
        self.assertGreater(len(self.chaser_json('alerts')), 0)
        self.assertIn('intact', self.chaser('audit', '--verify').stdout)
        self.approves_just_what_it_showed()

    def approves_just_what_it_showed(self):
        self.assertIn('No alert is held', self.chaser('approve', '--show').stdout)
        self.sql("UPDATE alert SET held = 1 WHERE id IN (SELECT id FROM alert WHERE state <> 'resolved' LIMIT 2)")
        shown = self.chaser_json('approve', '--show')
        self.assertEqual(len(shown['held']), 2)
        self.assertIn('chaser approve ' + shown['name'], self.chaser('approve', '--show').stdout)
        self.assertIn('did not say which', self.chaser('approve', expect=3).stderr)
        self.sql("UPDATE alert SET held = 1 WHERE id IN (SELECT id FROM alert WHERE state <> 'resolved' LIMIT 3)")
        self.assertIn('no longer what', self.chaser('approve', shown['name'], expect=3).stderr)
        plan = shown['held'][0]['plan']
        name = self.chaser_json('approve', '--show', '--plan', plan)['name']
        self.assertIn('3 alerts approved', self.chaser('approve', '--plan', plan, name).stdout)
        self.assertEqual(self.chaser_json('approve', '--show')['held'], [])

    def test_a_run_says_how_much_waits_because_nobody_has_an_address(self):
        self.write('contacts.yaml', 'window: {days: all, from: "00:00", to: "24:00"}\n')
        config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@northmoor.example\n'
                                           'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n')
        self.sql("UPDATE milestone SET due = '2026-01-31', basis = 'agreed', state = 'open' WHERE due IS NOT NULL")
        done = self.run_program('chaser', '--config', config, 'run', '--once')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r'[0-9]+ items wait: no address is known')


if __name__ == '__main__':
    unittest.main()
