#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The outbox from a person's chair: what waits and what was given up, trying again and dropping, and a database that
sends from its own machine and file alone until somebody says otherwise."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

from chaser_cli import SOURCE, CliTest
from service import STOCK_RULES, Helper, wait_for

RULES = '''rules:
  - {id: late, summary: It is late, over: milestone, when: due < today, ladder: [{tell: owner}]}
'''
CONTACTS = '''contacts:
  - {name: Ann Field, email: gone.ann@council.example, roles: [Owner]}
  - {name: Pat Shaw, email: pat@council.example, roles: [Programme manager]}
plans: [{key: north, coordinator: Programme manager}]
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
'''
SETTINGS = '''database: plan.db
deliver: smtp
from: Chaser <chaser@council.example>
gather: 0s
spread: 0s
urgent_per_day: 100
digests_per_day: 100
smtp: {host: 127.0.0.1, port: %d, tls: "off", per_minute: 0}
'''


class OutboxTest(CliTest):
    def setUp(self):
        super().setUp()
        for name in STOCK_RULES:
            os.makedirs(self.path('rules.d'), exist_ok=True)
            self.write(f'rules.d/{name}', '')
        self.write('rules.d/own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.server = Helper('rude_smtp.py', self.path('server'))
        self.addCleanup(self.server.stop)
        self.configure(self.server.ready['port'])
        self.write('plan.csv', 'Ref,Action,Owner,Due\n1.1,Agree the protocol,Owner,31/12/2016 (A)\n')
        self.chaser('import', 'plan.csv', '--plan', 'north', '--title', 'North')

    def configure(self, port):
        self.write('chaser.yaml', SETTINGS % port)

    def command(self, *arguments, expect=0):
        done = self.run_program('chaser', '--config', 'chaser.yaml', *arguments)
        self.assertEqual(done.returncode, expect, f'chaser {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done

    def answer(self, *arguments, expect=0):
        return json.loads(self.command(*arguments, '--json', expect=expect).stdout)

    def run_once(self, expect=0):
        return self.answer('run', '--once', expect=expect)

    def arrived(self):
        with open(self.server.ready['events'], encoding='utf-8') as file:
            events = [json.loads(line) for line in file]
        return [event['to'] for event in events if event['event'] == 'message']

    def only(self, rows):
        self.assertEqual(len(rows), 1, rows)
        return rows[0]

    def audit(self, what):
        return self.only([row for row in self.answer('audit') if row['what'] == what])

    def put_right(self):
        self.write('contacts.yaml', CONTACTS.replace('gone.ann', 'ann'))


class GivenUpAndTriedAgain(OutboxTest):
    def test_a_refused_message_says_why_and_the_coordinator_hears_of_it(self):
        self.run_once()
        dead = self.only(self.answer('outbox', '--dead'))
        self.assertEqual(dead['to'], 'Ann Field')
        self.assertIn('5.1.1', self.only(dead['tries'])['text'])
        self.assertIn('no such mailbox', self.command('outbox', '--dead').stdout)
        self.assertEqual(self.arrived(), ['pat@council.example'])
        with open(os.path.join(self.server.ready['mail'], '000001.eml'), encoding='utf-8') as file:
            self.assertIn('Undeliverable to Ann Field', file.read().replace('=\n', ''))

    def test_tried_again_it_goes_to_the_address_that_was_put_right(self):
        self.run_once()
        dead = self.only(self.answer('outbox', '--dead'))
        self.put_right()
        self.assertEqual(self.answer('outbox', 'retry', str(dead['id']), '--as', 'Pat Shaw'),
                         [{'id': dead['id'], 'retried': 'anew'}])
        self.assertEqual(self.answer('outbox', '--dead'), [])
        self.run_once()
        self.assertEqual(self.arrived(), ['pat@council.example', 'ann@council.example'])
        self.assertEqual(self.sql("SELECT state FROM item WHERE kind = 'ask'"), [('delivered',)])
        self.assertEqual(self.sql('SELECT told FROM step_made'), [('["Ann Field"]',)])
        noted = self.audit('message.retried')
        self.assertEqual((noted['actor'], noted['about']['to'], noted['about']['how']), ('Pat Shaw', 'Ann Field', 'anew'))

    def test_what_waits_for_its_next_try_is_tried_at_once(self):
        self.put_right()
        self.configure(1)
        self.run_once(expect=4)
        waiting = self.only(self.answer('outbox'))
        self.configure(self.server.ready['port'])
        self.run_once()
        self.assertEqual(self.arrived(), [])
        self.assertEqual(self.answer('outbox', 'retry', str(waiting['id'])), [{'id': waiting['id'], 'retried': 'at-once'}])
        self.run_once()
        self.assertEqual(self.arrived(), ['ann@council.example'])

    def test_what_is_dropped_is_never_sent_and_the_audit_says_who_and_why(self):
        self.put_right()
        self.configure(1)
        self.run_once(expect=4)
        waiting = self.only(self.answer('outbox'))
        self.command('outbox', 'drop', str(waiting['id']), expect=2)
        self.command('outbox', 'drop', str(waiting['id']), '--why', 'told in person', '--as', 'Pat Shaw')
        self.configure(self.server.ready['port'])
        self.run_once()
        self.assertEqual(self.arrived(), [])
        self.assertEqual(self.answer('outbox'), [])
        self.assertEqual(self.sql('SELECT state, reason, reason_detail FROM item'),
                         [('dropped', 'silenced-by', 'Pat Shaw: told in person')])
        noted = self.audit('message.dropped')
        self.assertEqual((noted['actor'], noted['about']['why']), ('Pat Shaw', 'told in person'))
        self.assertIn('digest to Ann Field: told in person', self.command('audit').stdout)
        self.assertIn('intact', self.command('audit', '--verify').stdout)

    def test_what_is_done_with_can_t_be_tried_or_dropped_and_nothing_of_the_list_is(self):
        self.run_once()
        dead = self.only(self.answer('outbox', '--dead'))
        told = self.only(self.answer('outbox', '--sent'))
        for arguments in (('retry', str(dead['id']), str(told['id'])), ('drop', str(dead['id']), '99', '--why', 'x')):
            said = self.command('outbox', *arguments, expect=3).stderr
            self.assertRegex(said, 'was delivered already|there is no message 99')
        self.assertEqual([row['id'] for row in self.answer('outbox', '--dead')], [dead['id']])


class AtHome(OutboxTest):
    def setUp(self):
        super().setUp()
        self.put_right()
        self.run_once()
        self.assertEqual(self.arrived(), ['ann@council.example'])

    def make_another_late(self):
        self.write('plan.csv', 'Ref,Action,Owner,Due\n1.1,Agree the protocol,Owner,31/12/2016 (A)\n'
                               '1.2,Publish the offer,Owner,31/12/2016 (A)\n')
        self.command('import', 'plan.csv', '--plan', 'north')

    def assert_held(self, why):
        self.make_another_late()
        ran = self.run_once(expect=1)
        self.assertIn(why, ran['home_hold'])
        self.assertEqual((ran['fired'], ran['sent']), (1, 0))
        self.assertEqual(self.arrived(), ['ann@council.example'])
        self.assertIn('chaser adopt', self.command('outbox').stderr)
        self.assertIn(why, self.command('check').stderr)
        self.assertEqual(self.sql("SELECT reason FROM item WHERE state = 'wanted'"), [('endpoint-held',)])

    def assert_adopted(self):
        adopted = self.answer('adopt', '--as', 'Pat Shaw')
        self.assertTrue(adopted['adopted'])
        self.assertIsNone(self.run_once()['home_hold'])
        self.assertEqual(self.arrived(), ['ann@council.example'] * 2)
        self.assertEqual(self.audit('database.adopted')['actor'], 'Pat Shaw')
        self.assertFalse(self.answer('adopt')['adopted'])
        self.assertEqual(self.command('check').stderr, '')

    def test_a_copy_sends_nothing_until_it_is_adopted(self):
        shutil.copy(self.path('plan.db'), self.path('copy.db'))
        os.replace(self.path('copy.db'), self.path('plan.db'))
        self.assert_held('a copy, or was moved or put back')
        self.assert_adopted()

    def test_a_database_of_another_machine_sends_nothing_until_it_is_adopted(self):
        self.sql("UPDATE setting SET value = replace(value, substr(value, 1, 32), ?) WHERE name = 'home'", 'f' * 32)
        self.assert_held('from another machine')
        self.assert_adopted()

    def test_a_backup_that_is_written_over_the_file_sends_nothing_until_it_is_adopted(self):
        # Before the message that was sent: as it is, it would say the same again.
        backup = sqlite3.connect(self.path('backup.db'))
        with sqlite3.connect(self.path('plan.db')) as live:
            live.backup(backup)
        backup.execute("DELETE FROM message")
        backup.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'message'")
        backup.commit()
        with sqlite3.connect(self.path('plan.db')) as live:
            backup.backup(live)
        backup.close()
        self.assert_held('put back to an earlier state')
        self.assert_adopted()

    def test_what_waited_in_the_copy_is_composed_anew(self):
        self.configure(1)
        self.make_another_late()
        self.run_once(expect=4)
        shutil.copy(self.path('plan.db'), self.path('copy.db'))
        os.replace(self.path('copy.db'), self.path('plan.db'))
        self.configure(self.server.ready['port'])
        self.run_once(expect=1)
        self.assertEqual(self.answer('adopt')['composed_anew'], 1)
        self.run_once()
        self.assertEqual(self.arrived(), ['ann@council.example'] * 2)

    def test_where_nothing_leaves_the_machine_a_copy_is_played_with_as_one_likes(self):
        shutil.copy(self.path('plan.db'), self.path('copy.db'))
        os.replace(self.path('copy.db'), self.path('plan.db'))
        self.write('chaser.yaml', (SETTINGS % 1).replace('deliver: smtp', 'deliver: maildir\nmaildir: mail'))
        self.make_another_late()
        self.assertEqual(self.run_once()['sent'], 1)
        self.configure(self.server.ready['port'])
        self.assertIn('a copy', self.run_once(expect=1)['home_hold'])

    def test_a_forecast_of_a_copy_is_made_all_the_same(self):
        shutil.copy(self.path('plan.db'), self.path('copy.db'))
        os.replace(self.path('copy.db'), self.path('plan.db'))
        self.make_another_late()
        self.run_once(expect=1)
        self.assertEqual({told['to'] for told in self.answer('forecast')}, {'Ann Field'})

    def test_the_service_says_it_and_goes_on_as_soon_as_it_is_adopted(self):
        shutil.copy(self.path('plan.db'), self.path('copy.db'))
        os.replace(self.path('copy.db'), self.path('plan.db'))
        self.make_another_late()
        log = open(self.path('log'), 'w+', encoding='utf-8')
        environment = {key: value for key, value in os.environ.items() if key not in ('NOTIFY_SOCKET', 'JOURNAL_STREAM')}
        daemon = subprocess.Popen([os.path.join(os.environ['CHASER_BIN'], 'chaserd'), '--config',
                                   self.path('chaser.yaml')], stdout=log, stderr=log, env=environment)
        self.addCleanup(lambda: (daemon.kill(), daemon.wait(), log.close()))

        def said():
            log.seek(0)
            return log.read()
        wait_for('the hold', lambda: 'event=home_held' in said(), otherwise=said)
        self.command('adopt')
        wait_for('the message', lambda: self.arrived() == ['ann@council.example'] * 2, otherwise=said)
        self.assertIn('event=home_adopted', said())


if __name__ == '__main__':
    unittest.main()
