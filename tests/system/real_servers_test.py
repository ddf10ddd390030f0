#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mail through servers that are not ours (exim, Postfix, aiosmtpd) with TLS and log-in, read by Python's own parser with its
strict policy: who it is from and to, threads, encodings, the lengths of lines."""
import email
import email.policy
import glob
import os
import unittest

from service import ServiceTest, wait_for

RULES = '''rules:
  - {id: late, summary: It is late, over: milestone, when: due < today, ladder: [{tell: owner}]}
'''
NAME = 'Jürgen Ørsted-Łukasiewicz, Leiter der Abteilung für Übergänge 延期 \U0001f4c5'
CONTACTS = f'''contacts:
  - {{name: "{NAME}", email: ann@northmoor.example, roles: [Owner]}}
  - {{name: Gone Away, email: refused@northmoor.example, roles: [Refused]}}
  - {{name: Full Box, email: full@northmoor.example, roles: [Full]}}
  - {{name: Busy Box, email: later@northmoor.example, roles: [Later]}}
  - {{name: Pat Shaw, email: pat@northmoor.example, roles: [Programme manager]}}
plans: [{{key: p, coordinator: Programme manager}}]
window: {{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}}
'''
LONG = 'Überprüfung 延延延 📅 ' + 'Straßenverkehrsgenehmigungsverfahren ' * 30 + '延' * 300


class Exim(ServiceTest):
    SCRIPT = 'exim_server.py'

    def setUp(self):
        super().setUp()
        self.mailbox = self.mail_server(script=self.SCRIPT)
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.configure(self.mailbox.settings('smtp-password'), 'digests_per_day: 100\n')
        self.chaser('import', self.write('empty.csv', 'Ref,Action,Owner\n0,Nothing,Nobody\n'), '--plan', 'p', '--title', 'Straße')

    def make_late(self, ref, role):
        self.sql('INSERT INTO action (plan_id, ref, action) VALUES (1, ?, ?)', ref, LONG)
        action = self.sql('SELECT max(id) FROM action')[0][0]
        self.sql("INSERT INTO milestone (action_id, due, basis, text) VALUES (?, '2016-09-30', 'agreed', '.')", action)
        self.sql('INSERT INTO owner (action_id, role) VALUES (?, ?)', action, role)

    def run_once(self):
        return self.run_program('chaser', '--config', 'chaser.yaml', 'run', '--once', '--json')

    def arrived(self, count):
        found = lambda: glob.glob(os.path.join(self.mailbox.ready['maildir'], 'new', '*'))
        wait_for(f'{count} messages', lambda: len(found()) >= count,
                 otherwise=lambda: str(self.sql('SELECT recipient, state, last_error FROM message')))
        letters = []
        for path in sorted(found(), key=os.path.getmtime):
            with open(path, 'rb') as file:
                raw = file.read()
            letters.append((email.message_from_bytes(raw, policy=email.policy.strict), raw))
        return letters

    def test_what_arrives_is_whole_to_a_strict_reader_and_threads(self):
        self.make_late('1', 'Owner')
        self.run_once()
        self.arrived(1)
        self.make_late('2', 'Owner')
        self.run_once()
        letters = self.arrived(2)
        self.assertEqual(len(letters), 2)
        for letter, raw in letters:
            for part in letter.walk():
                self.assertEqual(part.defects, [])
            to, = letter['To'].addresses
            self.assertEqual((to.display_name, to.addr_spec), (NAME, 'ann@northmoor.example'))
            self.assertEqual(letter['From'].addresses[0].addr_spec, 'chaser@northmoor.example')
            self.assertEqual(letter['Reply-To'].addresses[0].addr_spec, 'pat@northmoor.example')
            self.assertEqual(letter['Auto-Submitted'], 'auto-generated')
            self.assertIn(LONG[:60], ' '.join(letter.get_body(('plain',)).get_content().split()))
            self.assertIn('延延延', letter.get_body(('html',)).get_content())
            self.assertLessEqual(max(len(line) for line in raw.splitlines()), 998)
            self.assertTrue(all(byte < 128 for byte in raw), 'nothing that a relay could change')
        first, second = (letter for letter, _ in letters)
        self.assertEqual(first['References'], second['References'])
        self.assertEqual(first['In-Reply-To'], second['References'])
        self.assertNotEqual(first['Message-ID'], second['Message-ID'])
        sent = {message_id for message_id, in self.sql("SELECT message_id FROM message WHERE state = 'sent'")}
        self.assertEqual({first['Message-ID'].strip('<>'), second['Message-ID'].strip('<>')}, sent)


class Postfix(Exim):
    SCRIPT = 'postfix_server.py'

    def test_its_refusals_are_understood(self):
        for number, role in enumerate(('Refused', 'Full', 'Later', 'Owner'), 1):
            self.make_late(f'{number}', role)
        self.run_once()
        states = {to: (state, attempts, error) for to, state, attempts, error in
                  self.sql("SELECT recipient, state, attempts, last_error FROM message WHERE recipient <> 'Pat Shaw'")}
        self.assertEqual(states[NAME][0], 'sent', states)
        self.assertEqual(states['Gone Away'][0], 'dead')
        self.assertIn('5.1.1', states['Gone Away'][2])
        self.assertEqual(states['Full Box'][:2], ('ready', 1))
        self.assertIn('5.2.2', states['Full Box'][2])
        self.assertEqual(states['Busy Box'][:2], ('ready', 1))
        to_coordinator = [letter for letter, _ in self.arrived(2) if letter['To'].addresses[0].display_name == 'Pat Shaw']
        self.assertIn('Undeliverable to Gone Away', to_coordinator[0].get_body(('plain',)).get_content())

    def test_a_wrong_password_kills_nothing(self):
        self.write_secret('smtp-password', 'wrong')
        self.make_late('1', 'Owner')
        self.run_once()
        (state, error), = self.sql('SELECT state, last_error FROM message')
        self.assertEqual(state, 'ready')
        self.assertIn('535', error)
        held = self.chaser_json('outbox')[0]['waits']
        self.assertEqual(held['reason'], 'endpoint-held')
        self.write_secret('smtp-password', 'correct-horse')
        self.run_program('chaser', '--config', 'chaser.yaml', 'outbox', 'retry', '1')
        self.run_once()
        self.arrived(1)


class Aiosmtpd(Exim):
    SCRIPT = 'aiosmtpd_server.py'


if __name__ == '__main__':
    unittest.main()
