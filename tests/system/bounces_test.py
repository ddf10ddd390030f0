#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server takes a message and sends it back later: chaserd gives each mail an address of its own for that, what comes
to it is piped into `chaser bounce` as a mail server does, and the coordinator hears what was never read."""
import email
import email.message
import email.mime.message
import email.mime.multipart
import email.mime.text
import email.policy
import json
import os
import re
import sqlite3
import subprocess
import unittest

from chaser_cli import BIN
from service import Helper, ServiceTest, wait_for

RULES = '''rules:
  - {id: late, summary: It is late, over: milestone, when: due < today, ladder: [{tell: owner}]}
'''
CONTACTS = '''contacts:
  - {name: Ann Field, email: Ann.Field@Northmoor.example, roles: [Owner], digest: immediate}
  - {name: Pat Shaw, email: pat@northmoor.example, roles: [Programme manager], digest: immediate}
plans: [{key: north, coordinator: Programme manager}]
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
'''
NO_SUCH = 'smtp; 550 5.1.1 no such mailbox'


def report(to, action='failed', status='5.1.1', words=NO_SUCH, letter=None):
    """As Postfix writes it, in front what a pipe puts there."""
    whole = email.mime.multipart.MIMEMultipart('report', report_type='delivery-status')
    whole['Return-Path'] = '<>'
    whole['Delivered-To'] = to
    whole['From'] = 'MAILER-DAEMON@mx.northmoor.example (Mail Delivery System)'
    whole['To'] = 'Somebody else <bounces@northmoor.example>'
    whole['Subject'] = 'Undelivered Mail Returned to Sender'
    whole.attach(email.mime.text.MIMEText('I\'m sorry to have to inform you.'))
    status_part = email.message.Message()
    status_part['Content-Type'] = 'message/delivery-status'
    status_part.set_payload([])
    for fields in ({'Reporting-MTA': 'dns; mx.northmoor.example'},
                   {'Final-Recipient': 'rfc822; ann.field@northmoor.example', 'Action': action, 'Status': status,
                    'Diagnostic-Code': words}):
        block = email.message.Message()
        for name, value in fields.items():
            block[name] = value
        status_part.get_payload().append(block)
    whole.attach(status_part)
    if letter is not None:
        whole.attach(email.mime.message.MIMEMessage(letter))
    return whole.as_bytes()


class Bounces(ServiceTest):
    def setUp(self):
        super().setUp()
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.server = Helper('rude_smtp.py', self.path('server'))
        self.addCleanup(self.server.stop)
        self.configure_with('envelope_from: bounces@northmoor.example, ')
        self.write('plan.csv', 'Ref,Action,Owner,Due\n1.1,Agree the protocol,Owner,31/12/2016 (A)\n')
        self.chaser('import', self.path('plan.csv'), '--plan', 'north', '--title', 'North')

    def configure_with(self, envelope):
        self.configure(f'smtp: {{{envelope}host: 127.0.0.1, port: {self.server.ready["port"]}, tls: "off", per_minute: 0}}\n')

    def configured(self, *arguments, data=b'', expect=0):
        done = subprocess.run([os.path.join(BIN, 'chaser'), '--config', self.path('chaser.yaml'), *arguments], input=data,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, expect, (arguments, done.stdout, done.stderr))
        return done

    def answer(self, *arguments, expect=0):
        return json.loads(self.configured(*arguments, '--json', expect=expect).stdout)

    def bounce(self, data, *arguments, expect=0):
        done = self.configured('bounce', '--json', *arguments, data=b'From x@y Mon Nov 23 02:00:00 2026\n' + data, expect=expect)
        return json.loads(done.stdout or 'null')

    def arrived(self):
        """(sender of the envelope, recipient) of each message that the server took."""
        with open(self.server.ready['events'], encoding='utf-8') as file:
            events = [json.loads(line) for line in file.read().splitlines(keepends=True) if line.endswith('\n')]
        return [(re.search(r'<(.*?)>', event['sender']).group(1), event['to']) for event in events if event['event'] == 'message']

    def send(self):
        """chaserd, until the one message is out and known to be; where its bounces go."""
        self.start()
        wait_for('the message', lambda: ('sent',) in self.sql("SELECT state FROM message"), otherwise=self.log)
        (sender, to), = self.arrived()
        self.assertEqual(to, 'Ann.Field@northmoor.example'.replace('northmoor', 'Northmoor'))
        return sender

    def letter_to_the_coordinator(self):
        wait_for('the coordinator\'s message', lambda: 'pat@northmoor.example' in [to for _, to in self.arrived()],
                 otherwise=self.log)
        folder = self.server.ready['mail']
        with open(os.path.join(folder, sorted(os.listdir(folder))[-1]), 'rb') as file:
            return email.message_from_bytes(file.read(), policy=email.policy.default)

    def test_what_comes_back_is_told_to_the_coordinator_and_shown_until_it_is_put_right(self):
        sender = self.send()
        self.assertRegex(sender, r'^bounces\+[0-9a-z]{32}@northmoor\.example$')
        taken = self.bounce(report(sender))
        self.assertEqual((taken['what'], taken['bounce']['kind'], taken['bounce']['address'], taken['bounce']['status']),
                         ('recorded', 'failed', 'ann.field@northmoor.example', '5.1.1'))
        told = self.letter_to_the_coordinator().get_body(('plain',)).get_content()
        self.assertIn('Undeliverable to Ann Field <Ann.Field@Northmoor.example>, about 1.1', ' '.join(told.split()))
        self.assertIn('550 5.1.1 no such mailbox', ' '.join(told.split()))
        self.assertEqual(self.sql("SELECT state, reason FROM item WHERE kind = 'ask'"), [('dead', 'undeliverable')])

        owner, = [row for row in self.answer('contacts', '--failing')]
        self.assertEqual(owner['who'][0]['failing']['words'], '550 5.1.1 no such mailbox')
        self.assertIn('mail has come back since', self.configured('contacts').stdout.decode())
        dead, = self.answer('outbox', '--dead')
        self.assertEqual(dead['last_error'], 'it came back: 550 5.1.1 no such mailbox')
        self.assertIsNotNone(dead['address_fails_since'])
        self.assertIn('mail to Ann Field <ann.field@northmoor.example> has come back since', self.configured('check').stderr.decode())
        explained = self.answer('explain', 'late', '1.1')
        self.assertEqual(explained['reason'], 'undeliverable')
        self.assertIsNotNone(explained['so_far'][0]['undeliverable_on'])
        self.assertIn('undeliverable on', self.configured('explain', 'late', '1.1').stdout.decode())

        self.write('contacts.yaml', CONTACTS.replace('Ann.Field', 'ann'))
        self.assertEqual(self.answer('contacts', '--failing'), [])
        self.assertIn('comes back from none', self.configured('contacts', '--failing').stderr.decode())
        self.assertNotIn('has come back', self.configured('check').stderr.decode())
        self.configured('outbox', 'retry', str(dead['id']))
        self.kill()
        self.start()
        wait_for('the message to the new address', lambda: 'ann@Northmoor.example' in [to for _, to in self.arrived()],
                 otherwise=self.log)

    def test_the_same_twice_is_recorded_once_and_nobody_can_make_one_up(self):
        sender = self.send()
        local, host = sender.split('@')
        forged = local[:-1] + ('0' if local[-1] != '0' else '1') + '@' + host
        letter = email.message.Message()
        letter['Message-ID'] = self.sql('SELECT message_id FROM message')[0][0].join('<>')
        letter.set_payload('x')
        before = self.sql('SELECT state FROM message')
        for data, arguments in ((report(forged), ()), (report('bounces@northmoor.example', letter=letter), ()),
                                (report(sender), ('--to', forged)), (b'From: a@b\nTo: ' + sender.encode() + b'\nSubject: hello\n\nhello\n', ()),
                                (report(sender, 'delivered', '2.0.0'), ())):
            taken = self.bounce(data, *arguments)
            self.assertEqual((taken['what'], taken['bounce']), ('ignored', None), taken)
        self.assertEqual((self.sql('SELECT state FROM message'), self.sql('SELECT count(*) FROM bounce')), (before, [(0,)]))
        # Gateways fold addresses, and pipes name them in their own way.
        self.assertEqual(self.bounce(report('x@y'), '--to', sender.upper())['what'], 'recorded')
        self.assertEqual(self.bounce(report(sender))['what'], 'already')
        self.assertIn('Already recorded', self.configured('bounce', data=report(sender)).stderr.decode())
        self.assertEqual(self.configured('bounce', '--quiet', data=report(sender)).stderr, b'')
        self.assertEqual(self.sql('SELECT count(*) FROM bounce'), [(1,)])
        self.bounce(b'no mail at all', expect=3)

    def test_a_delay_changes_nothing_and_an_address_that_works_again_is_cleared(self):
        sender = self.send()
        self.assertEqual(self.bounce(report(sender, 'delayed', '4.4.1'))['bounce']['kind'], 'delayed')
        self.assertEqual(self.answer('contacts', '--failing'), [])
        self.assertEqual(self.sql('SELECT state FROM message'), [('sent',)])
        self.assertEqual(self.bounce(report(sender))['what'], 'recorded')
        self.assertEqual([row['kind'] for row in self.answer('bounce', 'list')], ['failed', 'delayed'])
        self.assertEqual(self.answer('bounce', 'clear', 'Ann Field', '--as', 'Pat Shaw'),
                         {'works': ['ann.field@northmoor.example'], 'by': 'Pat Shaw'})
        self.assertEqual(self.answer('contacts', '--failing'), [])
        self.configured('bounce', 'clear', 'Ann Field', expect=3)

    def test_the_mail_server_tries_again_where_nothing_can_be_read_just_now(self):
        sender = self.send()
        self.kill()
        path = self.path('chaser.yaml')
        with open(path, encoding='utf-8') as file:
            good = file.read()
        self.write('chaser.yaml', good + 'nonsense: 1\n')
        self.bounce(report(sender), expect=75)
        self.write('chaser.yaml', good.replace('plan.db', 'gone.db'))
        self.bounce(report(sender), expect=75)
        self.write('chaser.yaml', good)
        connection = sqlite3.connect(self.path('plan.db'))
        self.addCleanup(connection.close)
        connection.execute("UPDATE message SET state = 'sending'")
        connection.commit()
        self.bounce(report(sender), expect=75)
        connection.execute("UPDATE message SET state = 'sent'")
        connection.commit()
        self.assertEqual(self.bounce(report(sender))['what'], 'recorded')

    def test_without_envelope_from_the_sender_is_the_envelopes_too(self):
        self.configure_with('')
        self.assertEqual(self.send(), 'chaser@northmoor.example')


if __name__ == '__main__':
    unittest.main()
