#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""chaserd against a real mail server with STARTTLS and AUTH and a real receiver of webhooks: what a plan's edit comes to."""
import contextlib
import json
import os
import sqlite3
import unittest

from chaser_cli import PATIENCE, SOURCE
from service import MailServer, ServiceTest, is_signed, wait_for

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
THERAPISTS, WAITING_LIST = '2.2', '2.1'  # two actions of the example whose dates are NCH's to keep
OWNER = 'lena.fox@nch.example'
TIME_TO_STOP = 10 * PATIENCE  # seconds: five are promised, after ten systemd kills
DUE = ("UPDATE milestone SET basis = 'indicative', state = 'open', due = date('now') "
       'WHERE action_id = (SELECT id FROM action WHERE ref = ? AND part = 1)')
# Only what is indicative is chased, and nothing of the plan is until a test says so: its own dates may lie in the
# past when the test is run.
RULES = '''rules:
  - id: date-has-come
    summary: The date has come and is not agreed
    over: milestone
    when: basis = indicative and state = open and due <= today
    severity: warning
    ladder:
      - tell: [owner, "webhook:office"]
'''
CONTACTS = '''contacts:
  - {{name: Priya Nair, email: priya.nair@northmoor.example, roles: [Programme manager], digest: immediate}}
  - {{name: Dr Lena Fox, email: lena.fox@nch.example, party: NCH, roles: [Therapies manager], digest: immediate}}
parties:
  - {{name: NCH, contact: Therapies manager}}
webhooks:
  - {{name: office, url: "{url}", secret_file: hook.key}}
plans:
  - {{key: northmoor, coordinator: Programme manager}}
window: {{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}}
'''


class Chased(ServiceTest):
    def setUp(self):
        super().setUp()
        self.mailbox = self.mail_server()
        self.receiver = self.webhook_receiver()
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS.format(url=self.receiver.url()))
        self.configure(self.mailbox.settings('smtp-password'))
        self.chaser('import', EXAMPLE, '--plan', 'northmoor')
        self.sql("UPDATE milestone SET basis = 'agreed'")

    def make_due(self, ref):
        self.shell(DUE.replace('?', f"'{ref}'"))

    def open_alerts(self):
        return [(alert['rule'], alert['ref']) for alert in self.chaser_json('alerts')]

    def arrived(self):
        """The refs that each message was about, as far as they got out of the house."""
        posts = [item['ref'] for post in self.receiver.posts() for item in json.loads(post['body'])['items']]
        return self.mailbox.count(), sorted(posts)

    def chase_as_a_sign(self, ref):
        """Something to chase, whose message shows that what came before it in the daemon's queue is done."""
        mails, posts = self.arrived()
        self.make_due(ref)
        wait_for('the next mail and webhook', lambda: self.arrived() == (mails + 1, sorted([*posts, ref])))

    def test_an_edit_in_the_sqlite3_shell_is_chased_and_agreeing_the_date_ends_it(self):
        self.start()
        self.assertEqual(self.open_alerts(), [])
        self.make_due(THERAPISTS)
        by_post = wait_for('the webhook', lambda: self.receiver.posts())
        by_mail = by_post + wait_for('the mail', lambda: self.mailbox.count())
        print(f'\nchased {by_mail:.2f} s after the UPDATE by mail, {by_post:.2f} s by webhook', flush=True)

        (letter, raw), = self.mailbox.mail()
        self.assertEqual((letter['To'].addresses[0].addr_spec, letter['Envelope-to']), (OWNER, OWNER))
        self.assertIn('esmtpsa', letter['Received'])  # it came encrypted, and by somebody with a password
        self.assertIn('Cut the wait for speech and language therapy', letter.get_body(('plain',)).get_content())
        post, = self.receiver.posts()
        self.assertTrue(is_signed(post))
        said = json.loads(post['body'])
        self.assertEqual((said['id'], said['event']), (post['headers']['webhook-id'], 'alert.firing'))
        self.assertEqual([(item['rule'], item['ref']) for item in said['items']], [('date-has-come', THERAPISTS)])
        self.assert_frozen(letter['Message-ID'].strip('<>'), raw)

        self.assertEqual(self.open_alerts(), [('date-has-come', THERAPISTS)])
        self.shell("UPDATE milestone SET basis = 'agreed' WHERE basis = 'indicative'")
        wait_for('the alert to resolve', lambda: self.open_alerts() == [])
        self.assertEqual(self.sql('SELECT state FROM alert'), [('resolved',)])
        self.assertIn('intact', self.chaser('audit', '--verify').stdout)

    def assert_frozen(self, message_id, raw):
        """What arrived is what the database keeps, byte for byte, behind the headers that the server adds."""
        kept, = self.sql("SELECT bytes FROM message AS m JOIN message_body AS b ON b.message_id = m.id "
                              "WHERE trim(m.message_id, '<>') = ?", message_id)
        self.assertTrue(raw.endswith(kept[0].replace(b'\r\n', b'\n')))

    def test_a_reload_and_a_restart_with_nothing_changed_send_nothing(self):
        self.start()
        self.chase_as_a_sign(THERAPISTS)
        wait_for('all to be settled', lambda: not self.sql("SELECT 1 FROM message WHERE state <> 'sent'"))
        before = self.sql('SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM item), '
                          '(SELECT count(*) FROM alert), (SELECT count(*) FROM attempt)')
        self.reload('reloaded')
        self.stop()
        self.start()
        self.reload('reloaded')
        self.assertEqual(before, self.sql('SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM item), '
                                          '(SELECT count(*) FROM alert), (SELECT count(*) FROM attempt)'))
        self.chase_as_a_sign(WAITING_LIST)
        self.assertEqual(self.arrived(), (2, [WAITING_LIST, THERAPISTS]))

    def test_a_broken_configuration_at_reload_changes_nothing_and_is_said(self):
        self.start()
        good = self.configure(self.mailbox.settings('smtp-password'))
        with open(good, encoding='utf-8') as file:
            text = file.read()
        self.configure('smtp: {host: nowhere.invalid}\n', 'storm_limt: 3\n')
        self.reload('reload_refused')
        self.assertIn("chaser.yaml:9:1: 'storm_limt' is not a key", self.log())
        self.chase_as_a_sign(THERAPISTS)
        self.write('chaser.yaml', text)
        self.reload('reloaded')
        self.chase_as_a_sign(WAITING_LIST)

    def test_a_second_engine_is_refused_and_names_the_first(self):
        self.start()
        for second in (('chaserd',), ('chaser', 'run', '--once')):
            done = self.run_program(second[0], '--config', self.path('chaser.yaml'), *second[1:])
            self.assertEqual(done.returncode, 4, second)
            self.assertIn(str(self.daemon.pid), done.stderr)
        self.chase_as_a_sign(THERAPISTS)

    def test_a_lock_that_another_program_holds_delays_and_loses_nothing(self):
        self.start()
        with contextlib.closing(sqlite3.connect(self.database, timeout=60, isolation_level=None)) as other:
            other.execute('BEGIN IMMEDIATE')
            # Another rule is something to store, so it runs into the lock.
            self.write('rules.d/10-own.yaml', RULES.replace('severity: warning', 'severity: critical'))
            self.reload('reloaded')
            wait_for('it to wait', lambda: 'event=waiting ' in self.log())
            other.execute(DUE, (THERAPISTS,))
            other.execute('COMMIT')
        wait_for('the mail and the webhook', lambda: self.arrived() == (1, [THERAPISTS]))

    def test_mail_waits_for_a_server_that_is_not_there_and_a_webhook_does_not(self):
        self.mailbox.stop()
        self.start()
        self.make_due(THERAPISTS)
        wait_for('the webhook', lambda: self.receiver.posts())
        wait_for('a try by mail', lambda: self.sql("SELECT 1 FROM attempt WHERE endpoint = 'smtp'"))
        waiting, = self.sql("SELECT state, attempts, next_attempt > created_at FROM message WHERE channel = 'smtp'")
        self.assertEqual(waiting, ('ready', 1, 1))
        self.assertEqual(self.chaser_json('outbox')[0]['state'], 'ready')

        again = MailServer(self.path('exim'), '--port', str(self.mailbox.ready['port']))
        self.addCleanup(again.stop)
        self.sql("UPDATE message SET next_attempt = created_at WHERE state = 'ready'")
        wait_for('the mail', again.count)
        (letter, raw), = again.mail()
        self.assertEqual(letter['Envelope-to'], OWNER)
        self.assert_frozen(letter['Message-ID'].strip('<>'), raw)
        wait_for('the second try to be kept', lambda: self.sql(
            "SELECT state, attempts FROM message WHERE channel = 'smtp'") == [('sent', 2)])

    def test_a_wrong_password_holds_the_mail_until_it_is_put_right_and_reloaded(self):
        self.write_secret('smtp-password', 'wrong')
        self.start()
        self.make_due(THERAPISTS)
        wait_for('the alarm', lambda: 'event=endpoint_held' in self.log())
        self.assertNotIn('wrong', self.log())
        self.assertEqual(self.sql("SELECT state FROM message WHERE channel = 'smtp'"), [('ready',)])
        self.write_secret('smtp-password', self.mailbox.ready['password'])
        self.reload('reloaded')
        took = wait_for('the mail', self.mailbox.count)
        self.assertLess(took, 30, 'it waited for the end of the hold')

    def test_asked_to_stop_while_a_receiver_keeps_silent_it_ends_in_time_and_the_message_waits(self):
        self.write('contacts.yaml', CONTACTS.format(url=self.receiver.url('slow/600')))
        self.start()
        self.make_due(THERAPISTS)
        wait_for('the webhook to be under way', lambda: self.receiver.posts())
        took = self.stop()
        print(f'\nstopped in {took:.2f} s', flush=True)
        self.assertLess(took, TIME_TO_STOP)
        # It may have arrived: it is sent again with the same bytes, never composed anew.
        self.assertEqual(self.sql("SELECT state, outcome_unknown FROM message WHERE channel = 'webhook'"), [('ready', 1)])


if __name__ == '__main__':
    unittest.main()
