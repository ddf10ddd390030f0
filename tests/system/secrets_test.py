#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Passwords, keys and tokens stay where they are kept: what is logged, printed, stored and left behind is searched for them,
plain and in every spelling in which they cross a wire, even when a mail server repeats what it was told."""
import base64
import json
import os
import signal
import unittest

from service import SECRET, Helper, ServiceTest, wait_for

PASSWORD = 'battery-staple-91'
CLIENT_SECRET = 'client-secret-that-is-wrong'
RULES = '''rules:
  - {id: late, summary: Late, over: milestone, when: due < today, ladder: [{tell: owner}, {tell: "webhook:hook"}]}
'''
CONTACTS = '''contacts:
  - {name: Ann Field, email: ann@northmoor.example, roles: [Owner]}
plans: [{key: p, coordinator: Ann Field}]
webhooks: [{name: hook, secret_file: hook.key, url: "http://127.0.0.1:1/token-in-the-address-77"}]
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
'''


class Secrets(ServiceTest):
    def setUp(self):
        super().setUp()
        self.server = Helper('rude_smtp.py', self.path('server'), '--tls', 'starttls', '--auth', 'PLAIN,LOGIN,XOAUTH2', '--echo')
        self.addCleanup(self.server.stop)
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.write_secret('smtp-password', PASSWORD)
        self.write_secret('client-secret', CLIENT_SECRET)
        with open(self.server.ready['client_key'], encoding='ascii') as file:
            self.key = file.read()
        self.write_secret('client.key', self.key)
        ready = self.server.ready
        common = (f'host: localhost, port: {ready["port"]}, tls: starttls-required, ca_file: {ready["ca"]}, user: chaser, '
                  f'client_cert: {ready["client_cert"]}, client_key: client.key')
        relays = ''.join(f'    - {{{common}, {how}}}\n' for how in (
            'auth: plain, password_file: smtp-password',
            f'auth: xoauth2, token_url: "{ready["token_url"]}", client_id: chaser-app, client_secret_file: client-secret'))
        first = ''.join(f'  {pair}\n' for pair in (common + ', auth: login, password_file: smtp-password, per_minute: 0').split(', '))
        self.configure(f'smtp:\n{first}  relays:\n{relays}', 'log_level: debug\n')
        self.chaser('import', self.write('plan.csv', 'Ref,Action,Owner,Due\n1,Agree it,Owner,31/12/2016 (A)\n'), '--plan', 'p')

    def spellings(self):
        """Each secret as it is kept, and as it goes over a wire."""
        plain = [PASSWORD, CLIENT_SECRET, SECRET, SECRET.removeprefix('whsec_'), 'token-in-the-address-77',
                 base64.b64decode(SECRET.removeprefix('whsec_')).decode('latin-1')]
        plain += [line for line in self.key.splitlines() if len(line) == 64]
        wires = [base64.b64encode(text.encode()).decode() for text in (PASSWORD, CLIENT_SECRET, f'\0chaser\0{PASSWORD}')]
        return plain + wires

    def assert_none_in(self, where, text):
        for secret in self.spellings():
            self.assertNotIn(secret, text, f'{where} holds a secret')

    def test_no_secret_is_logged_printed_stored_or_left_behind(self):
        self.start()
        wait_for('the tries', lambda: self.sql('SELECT count(*) FROM attempt')[0][0] >= 2, otherwise=self.log)
        with open(f'/proc/{self.daemon.pid}/limits', encoding='ascii') as file:
            core = next(line for line in file if line.startswith('Max core file size'))
        self.assertRegex(core, r'size\s+0\s+0\s')
        self.reload('reloaded')
        self.daemon.send_signal(signal.SIGABRT)
        self.daemon.wait(timeout=60)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith('core')], [])
        self.assertIn('relay_resting', self.log())
        self.assert_none_in('the log', self.log())
        tries = self.sql("SELECT text FROM attempt WHERE endpoint = 'smtp'")
        self.assertIn('***', tries[0][0], 'the server repeats what it was told')
        for command in (('outbox',), ('check',), ('audit',), ('alerts',), ('run', '--once'), ('outbox', '--dead')):
            for form in ((), ('--json',)):
                done = self.run_program('chaser', '--config', 'chaser.yaml', *command, *form)
                self.assert_none_in(' '.join(command), done.stdout + done.stderr)
        with open(self.database, 'rb') as file:
            self.assert_none_in('the database', file.read().decode('latin-1'))
        events = open(self.server.ready['events'], encoding='utf-8').read()
        self.assertIn('"mechanism": "LOGIN"', events)
        self.assertIn('"event": "token"', events)
        json.loads(self.run_program('chaser', '--config', 'chaser.yaml', 'outbox', '--json').stdout)


if __name__ == '__main__':
    unittest.main()
