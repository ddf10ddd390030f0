#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A hundred well-mannered receivers beside one with bad manners: theirs is delivered while it still keeps its own waiting.
What matters is what happened before what, and no clock; how much longer it took is printed. `make rude` measures each bad
manner apart (CHASER_RUDE=1), and there the healthy ones must have had theirs within twice the time that they need alone."""
import json
import os
import unittest

from service import Helper, ServiceTest, wait_for

HEALTHY = 100
MAIL_MANNERS = ('slow', 'silent', 'hangup', 'lost', 'grey', 'big', 'full', 'busy')
HOOK_MANNERS = ('slow', 'silent', 'close', 'redirect', 'endless', 'continue', 'maintenance', 'expired')
NEVER_TAKEN = ('slow', 'silent', 'close', 'redirect', 'continue', 'maintenance', 'expired')
MEASURE = os.environ.get('CHASER_RUDE') == '1'
RULES = '''rules:
  - {id: late, summary: Late, over: milestone, when: due < today, ladder: [{tell: [TOLD]}]}
'''
WINDOW = 'window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}\n'


class Rude(ServiceTest):
    def begin(self, contacts, told, mail):
        """The service, with one thing of which everybody is told."""
        self.write('rules.d/10-own.yaml', RULES.replace('TOLD', ', '.join(f'"{one}"' for one in told)))
        self.write('contacts.yaml', contacts + WINDOW)
        self.configure(mail, 'storm_limit: 1000\nstorm_items: 10000\ndigests_per_day: 100\n')
        self.chaser('import', self.write('plan.csv', 'Ref,Action,Owner,Due\n1,Agree it,Nobody,31/12/2016 (A)\n'), '--plan', 'p')
        self.start()

    def states(self):
        return dict(self.sql('SELECT recipient, state FROM message'))

    def events(self, server):
        with open(server.ready['events'], encoding='utf-8') as file:
            return [json.loads(line) for line in file.read().splitlines(keepends=True) if line.endswith('\n')]

    def wait_for_the_healthy(self, names):
        wait_for('the well-mannered', lambda: all(self.states().get(name) == 'sent' for name in names), 240,
                 otherwise=lambda: self.log()[-3000:])
        return self.states()

    def again(self):
        """As new, for another measurement."""
        self.kill()
        self.doCleanups()
        self.setUp()


class Mail(Rude):
    def deliver(self, manners):
        server = Helper('rude_smtp.py', self.path('server'))
        self.addCleanup(server.stop)
        healthy = [f'Person {n:03}' for n in range(HEALTHY)]
        people = ''.join(f'  - {{name: {name}, email: p{n}@northmoor.example}}\n' for n, name in enumerate(healthy))
        rude = ''.join(f'  - {{name: {manner}, email: {manner}@northmoor.example}}\n' for manner in manners)
        # The rude come first: they have their connections before the others do.
        self.begin(f'contacts:\n{rude}{people}plans: [{{key: p, coordinator: Person 000}}]\n',
                   [f'contact:{name}' for name in (*manners, *healthy)],
                   f'smtp: {{host: 127.0.0.1, port: {server.ready["port"]}, tls: "off", per_minute: 0}}\n')
        states = self.wait_for_the_healthy(healthy)
        taken = [event['at'] for event in self.events(server) if event['event'] == 'message' and event['to'][0] == 'p']
        first = min(event['at'] for event in self.events(server) if event['event'] == 'connect')
        return states, max(taken) - first

    def test_one_who_never_answers_keeps_nobody_waiting(self):
        states, _ = self.deliver(['silent'])
        self.assertEqual(states['silent'], 'sending')

    def test_every_bad_manner_is_met_and_nothing_is_lost(self):
        manners = [manner for manner in MAIL_MANNERS if manner not in ('slow', 'silent')]
        self.deliver(manners)
        wait_for('a verdict on each', lambda: all(self.states().get(m) in ('ready', 'dead', 'sent') for m in manners))
        states = self.states()
        self.assertEqual(states.pop('big'), 'dead', 'too big is too big')
        for manner in manners:
            if manner != 'big':
                self.assertEqual(states[manner], 'ready', manner)
        unknown = {to for to, in self.sql('SELECT recipient FROM message WHERE outcome_unknown = 1')}
        self.assertIn('lost', unknown)
        self.assertFalse(unknown & {'grey', 'full', 'busy'})

    @unittest.skipUnless(MEASURE, 'make rude')
    def test_measured_apart(self):
        _, alone = self.deliver([])
        for manner in MAIL_MANNERS:
            self.again()
            _, took = self.deliver([manner])
            print(f'\nmail beside {manner:8} {took:6.2f} s, alone {alone:.2f} s: {took / alone:.2f}', end='', flush=True)
            self.assertLessEqual(took, 2 * alone, manner)


class Hooks(Rude):
    def deliver(self, manners):
        server = Helper('rude_http.py', self.path('server'))
        self.addCleanup(server.stop)
        plain, secure = (f'http://127.0.0.1:{server.ready["port"]}', f'https://127.0.0.1:{server.ready["tls_port"]}')
        healthy = [f'ok-{n}' for n in range(HEALTHY)]
        url = lambda name: f'{secure}/ok' if name == 'expired' else f'{plain}/{name.replace("-", "/")}'
        hooks = ''.join(f'  - {{name: {name}, url: "{url(name)}"}}\n' for name in (*manners, *healthy))
        self.begin(f'contacts:\n  - {{name: Pat, email: pat@northmoor.example}}\nwebhooks:\n{hooks}'
                   'plans: [{key: p, coordinator: Pat}]\n',
                   [f'webhook:{name}' for name in (*manners, *healthy)], 'smtp: {port: 1, tls: "off"}\n')
        states = self.wait_for_the_healthy(healthy)
        (took,), = self.sql("SELECT (julianday(max(sent_at)) - julianday(min(created_at))) * 86400 FROM message "
                            "WHERE recipient LIKE 'ok-%'")
        return states, took

    def test_all_bad_manners_at_once_keep_nobody_waiting(self):
        states, took = self.deliver(HOOK_MANNERS)
        print(f'\n{HEALTHY} webhooks beside {len(HOOK_MANNERS)} rude ones: {took:.2f} s', flush=True)
        for manner in NEVER_TAKEN:
            self.assertNotEqual(states[manner], 'sent', manner)

    @unittest.skipUnless(MEASURE, 'make rude')
    def test_measured_apart(self):
        _, alone = self.deliver([])
        for manner in HOOK_MANNERS:
            self.again()
            _, took = self.deliver([manner])
            print(f'\nwebhooks beside {manner:12} {took:6.2f} s, alone {alone:.2f} s: {took / alone:.2f}', end='', flush=True)
            self.assertLessEqual(took, 2 * alone, manner)


if __name__ == '__main__':
    unittest.main()
