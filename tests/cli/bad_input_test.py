#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad input gets a message that says what to do, a status that says what kind it was, and leaves nothing half-written."""
import json
import os
import sqlite3
import subprocess
import unittest

from chaser_cli import BIN, SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')


class BadInput(CliTest):
    def refused(self, *arguments, status, saying, stdin=''):
        done = self.chaser(*arguments, stdin=stdin, expect=status)
        self.assertIn(saying, done.stderr)
        self.assertNotIn('terminate called', done.stderr)
        return done

    def test_a_file_that_is_no_plan(self):
        for name, text in (('letter.docx', 'Dear all'), ('sums.csv', 'a,b\n1,2\n'), ('empty.csv', '')):
            self.refused('import', self.write(name, text), status=3, saying=name)
            self.assertFalse(os.path.exists(self.database) and self.sql('SELECT count(*) FROM plan')[0][0])

    def test_a_file_that_is_not_there(self):
        self.refused('import', self.path('none.docx'), status=3, saying='none.docx')

    def test_a_heading_that_is_not_known_can_be_mapped(self):
        plan = self.write('plan.csv', 'Zahl,Wohltat,Frist\n1.1,Publish the offer,31/03/2027\n')
        self.refused('import', plan, status=3, saying='Zahl')
        self.chaser('import', plan, '--map', 'Zahl=ref', '--map', 'Wohltat=action', '--map', 'Frist=timeline')
        self.assertEqual(self.sql('SELECT ref, due FROM action JOIN milestone ON action_id = action.id'), [('1.1', '2027-03-31')])
        for mapping, saying in (('Zahl=nonsense', "'nonsense'"), ('Zahl', "'Zahl'"), ('Nummer=ref', "'Nummer'")):
            self.refused('import', plan, '--map', 'Wohltat=action', '--map', 'Frist=timeline', '--map', mapping, status=2, saying=saying)

    def test_an_impossible_date_is_a_doubt_and_never_rolled_over(self):
        report = self.chaser_json('import', EXAMPLE, '--plan', 'northmoor')
        self.assertIn('31 September 2027', [doubt['text'] for doubt in report['doubts']])
        self.assertEqual(self.sql("SELECT due FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = '6.2'"), [(None,)])

    def test_a_broken_configuration_names_every_mistake_with_its_place(self):
        self.write('contacts.yaml', 'contacts:\n  - {name: A, emial: a@x.example}\n')
        config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nmaildri: mail\n')
        done = self.run_program('chaser', '--config', config, 'check')
        self.assertEqual(done.returncode, 1)
        self.assertIn("chaser.yaml:3:1: error: 'maildri'", done.stderr)
        self.assertIn("did you mean 'maildir'?", done.stderr)
        self.assertIn("did you mean 'email'?", done.stderr)
        found = json.loads(self.run_program('chaser', '--config', config, 'check', '--json').stdout)
        self.assertFalse(found['good'])
        self.assertIn(('error', 3, 1), [(one['level'], one['line'], one['column']) for one in found['diagnostics']])
        self.write('chaser.yaml', 'database: [plan.db\n')
        done = self.run_program('chaser', '--config', config, 'list')
        self.assertEqual(done.returncode, 3)
        self.assertIn('chaser.yaml:', done.stderr)

    def test_a_sender_that_is_no_address(self):
        config = self.path('chaser.yaml')
        for line, place in (('from: nonsense', 'chaser.yaml:2:7'), ('from: "Chaser <chaser@>"', 'chaser.yaml:2:7'),
                            ('from: "Chaser <chaser@x.example"', 'chaser.yaml:2:7'), ('domain: a b', 'chaser.yaml:2:9')):
            self.write('chaser.yaml', f'database: plan.db\n{line}\n')
            done = self.run_program('chaser', '--config', config, 'check')
            self.assertEqual(done.returncode, 1, line)
            self.assertIn(place + ': error:', done.stderr, line)
        for line in ('from: c@x.example', 'from: "Chaser <c@x.example>"', 'domain: x.example'):
            self.write('chaser.yaml', f'database: plan.db\n{line}\n')
            done = self.run_program('chaser', '--config', config, 'check')
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_rule_with_a_mistake_is_shown_with_a_caret(self):
        rules = self.write('mine.yaml', 'rules:\n  - id: x\n    summary: X\n    over: action\n    when: rag = gren\n'
                                        '    ladder: [{tell: owner}]\n')
        done = self.chaser('check', rules, expect=1)
        self.assertIn("mine.yaml:5:17: error:", done.stderr)
        self.assertIn("did you mean 'green'?", done.stderr)

    def test_a_database_of_a_newer_version(self):
        self.chaser('import', EXAMPLE)
        connection = sqlite3.connect(self.database)
        connection.execute('PRAGMA user_version = 9999')
        connection.close()
        self.refused('list', status=4, saying='upgrade chaser')

    def test_a_database_that_is_none(self):
        self.write('plan.db', 'This is no database at all, but long enough to look at. ' * 20)
        self.refused('list', status=4, saying='plan.db')

    def test_a_database_that_is_not_there(self):
        self.refused('list', status=4, saying='plan.db')

    def test_a_locked_database(self):
        self.chaser('import', EXAMPLE)
        holder = sqlite3.connect(self.database, isolation_level=None)
        holder.execute('BEGIN IMMEDIATE')
        self.refused('update', '1.1', 'rag=amber', status=4, saying='lock')
        holder.close()
        self.chaser('update', '1.1', 'rag=amber')

    def test_an_unknown_plan_action_field_or_value(self):
        self.chaser('import', EXAMPLE, '--plan', 'northmoor')
        self.refused('list', '--plan', 'southmoor', status=3, saying='northmoor')
        self.refused('show', '9.9', status=3, saying='9.9')
        self.refused('update', '1.1', 'rga=green', status=2, saying="did you mean 'rag'?")
        self.refused('update', '1.1', 'rag=purple', status=2, saying='amber')
        self.refused('update', '1.1', 'due=2027-02-30', status=2, saying='YYYY-MM-DD')
        self.refused('update', '1.1', status=2, saying='assignment')
        self.refused('lsit', status=2, saying="did you mean 'list'?")
        self.refused(status=2, saying='chaser --help')
        self.refused('evaluate', '--on', 'tomorrow', status=2, saying='YYYY-MM-DD')

    def test_an_action_of_which_nothing_is_recorded(self):
        self.chaser('import', EXAMPLE, '--plan', 'northmoor')
        self.refused('audit', '--ref', '999', status=3, saying="'999'")

    def test_an_edit_of_an_action_with_two_parts_must_say_which(self):
        self.chaser('import', EXAMPLE, '--plan', 'northmoor')
        self.refused('update', '5.1', 'rag=red', status=2, saying='--part: 1 and 2')
        self.chaser('update', '5.1', 'rag=red', '--part', '2')
        self.assertEqual(self.sql("SELECT rag FROM action WHERE ref = '5.1' ORDER BY part"), [('blue',), ('red',)])
        hint = self.refused('show', '5.9', status=3, saying='5.9').stderr
        self.assertLessEqual(hint.count("'5.1'"), 1, hint)

    def test_one_file_that_is_not_there_stops_the_whole_import(self):
        self.refused('import', EXAMPLE, self.path('nosuch.csv'), status=3, saying='nosuch.csv')
        self.assertFalse(os.path.exists(self.database))

    def test_a_folder_in_the_place_of_the_database(self):
        done = self.run_program('chaser', '--database', self.folder, 'list')
        self.assertEqual(done.returncode, 4)
        self.assertIn(f"'{self.folder}' is a directory", done.stderr)

    def test_an_answer_that_could_not_be_written(self):
        self.chaser('import', EXAMPLE)
        with open('/dev/full', 'w', encoding='utf-8') as full:
            done = subprocess.run([os.path.join(BIN, 'chaser'), '--database', self.database, 'list'], stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 4, done.stderr)

    def test_a_mail_server_that_is_not_there_is_tried_again_later(self):
        self.write('contacts.yaml', 'contacts:\n  - {name: A, email: a@x.example}\nplans:\n'
                                    '  - {key: northmoor, coordinator: A}\n'
                                    'window: {days: all, from: "00:00", to: "24:00"}\n')
        config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@x.example\ngather: 0s\n'
                                           'spread: 0s\nsmtp: {host: 127.0.0.1, port: 9}\n')
        self.chaser('import', EXAMPLE, '--plan', 'northmoor', '--as-of', '2026-01-01')
        self.sql("UPDATE milestone SET due = '2026-01-31', basis = 'agreed', state = 'open'")
        done = self.run_program('chaser', '--config', config, 'run', '--once', '--limit', '20')
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        waiting = self.chaser_json('outbox')
        self.assertEqual([message['state'] for message in waiting], ['ready'])
        self.assertIn('connect', waiting[0]['last_error'].lower())
        self.assertIsNone(waiting[0]['waits'])
        # As the engine notes it when nothing gets through.
        self.sql("INSERT INTO setting VALUES ('held:smtp', '2999-01-01T00:00:00.000Z 2998-12-31T00:00:00.000Z refused with code 535')")
        self.assertEqual(self.chaser_json('outbox')[0]['waits'],
                         {'reason': 'endpoint-held', 'until': '2999-01-01T00:00:00.000Z', 'why': 'refused with code 535'})
        self.assertIn('endpoint-held until', self.chaser('outbox').stdout)


if __name__ == '__main__':
    unittest.main()
