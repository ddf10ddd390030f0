#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The mail relay is away for a day and a half, under a scripted clock: what is still true is said once it is back, once."""
import collections
import email
import email.policy
import json
import os
import unittest

import sinks
from chased_year import Simulator
from chaser_cli import CliTest
from service import STOCK_RULES

COORDINATOR, ANNA, BEN, CLARE, DAN, EVE = (f'{name}@council.example' for name in ('cora', 'anna', 'ben', 'clare', 'dan', 'eve'))
# (what is promised, by whom, when). Monday is 1 February 2027, and the relay is away from 08:00 until Tuesday, 20:00.
PROMISES = [
    ('Recruit two nurses', 'Anna', '1 February 2027'),
    ('Publish the rota', 'Anna', '1 February 2027'),
    ('Repair the roof', 'Ben', '1 February 2027'),
    ('Train the wardens', 'Clare', '1 February 2027'),
    ('Sign the lease', 'Clare', '2 February 2027'),
    ('Move the archive', 'Dan', '2 February 2027'),
    ('Close the old school', 'Eve', '3 February 2027'),
]
RULES = '''rules:
  - id: due
    summary: This was promised
    over: milestone
    when: state = open and due <= today
    ladder:
      - tell: [owner, "webhook:office"]
'''
CONTACTS = '''contacts:
  - {{name: Cora, email: cora@council.example}}
  - {{name: Anna, email: anna@council.example}}
  - {{name: Ben, email: ben@council.example}}
  - {{name: Clare, email: clare@council.example}}
  - {{name: Dan, email: dan@council.example}}
  - {{name: Eve, email: eve@council.example}}
plans:
  - {{key: promises, coordinator: Cora}}
webhooks:
  - {{name: office, url: "http://127.0.0.1:{port}/office"}}
window: {{days: working, from: "08:30", to: "17:30", timezone: Europe/London, holidays: england-and-wales}}
'''


class Outage(CliTest):
    def setUp(self):
        super().setUp()
        self.sinks = sinks.Sinks()
        self.addCleanup(self.sinks.close)
        os.mkdir(self.path('rules.d'))
        for name in STOCK_RULES:
            self.write(f'rules.d/{name}', '')
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS.format(port=self.sinks.hook_port))
        self.write('chaser.yaml', 'database: plan.db\ndeliver: smtp\nfrom: Chaser <chaser@council.example>\n'
                                  'domain: council.example\n'
                                  f'smtp: {{host: 127.0.0.1, port: {self.sinks.mail_port}, tls: "off"}}\n')
        rows = ''.join(f'{number},{what},{who},{when}\n' for number, (what, who, when) in enumerate(PROMISES, 1))
        self.write('plan.csv', 'Ref,Action,Owner,By when\n' + rows)
        self.run_program('chaser', '--config', self.path('chaser.yaml'), 'import', 'plan.csv', '--plan', 'promises',
                         '--as-of', '2027-01-25')
        self.assertEqual(self.sql('SELECT count(*) FROM milestone'), [(len(PROMISES),)])
        self.simulator = Simulator(self.folder, '2027-01-29T07:00')
        self.addCleanup(self.simulator.close)

    def complete(self, what, on):
        self.sql("UPDATE milestone SET state = 'complete', completed_on = ?, completed_by = 'Somebody' WHERE action_id ="
                 ' (SELECT id FROM action WHERE action = ?)', on, what)

    def letters(self):
        """What each address was told: a list of the promises that each letter to it speaks of."""
        told = collections.defaultdict(list)
        for to, _, raw in self.sinks.mail.get():
            text = email.message_from_bytes(raw, policy=email.policy.default).get_body(('plain',)).get_content()
            told[to].append([what for what, *_ in PROMISES if what in text])
        return dict(told)

    def test_after_36_hours_what_is_still_true_is_said_once(self):
        self.simulator.say('until 2027-02-01T08:00')
        self.sinks.mail_goes_down()
        self.simulator.say('until 2027-02-01T16:00')
        tried = self.sql("SELECT count(*) FROM attempt WHERE endpoint = 'smtp'")[0][0]
        self.assertGreater(tried, 3, 'nobody was to be told while the relay was away')
        posted = [item['ref'] for _, _, body in self.sinks.hooks.get() for item in json.loads(body)['items']]
        self.assertEqual(sorted(posted), ['1', '2', '3', '4'], 'a channel waits for nobody')
        # One of Anna's two promises is kept meanwhile, and Ben's only one.
        self.complete('Publish the rota', '2027-02-01')
        self.complete('Repair the roof', '2027-02-01')
        self.simulator.say('until 2027-02-02T20:00')
        self.assertEqual(self.letters(), {})
        self.sinks.mail_comes_back()
        self.simulator.say('until 2027-02-03T17:00')

        expected = {ANNA: [['Recruit two nurses']], CLARE: [['Train the wardens', 'Sign the lease']],
                    DAN: [['Move the archive']], EVE: [['Close the old school']]}
        self.assertEqual(self.letters(), expected)
        self.assertEqual(self.sql("SELECT count(*) FROM message WHERE state NOT IN ('sent', 'dropped')"), [(0,)])
        self.assertEqual(self.sql("SELECT count(*) FROM item WHERE state IN ('wanted', 'taken', 'dead')"), [(0,)])
        # Nothing comes after it either, and nobody was told that somebody could not be reached.
        self.simulator.say('until 2027-02-05T18:00')
        self.assertEqual(self.letters(), expected)
        # How long it was away was not filled with tries: a minute, five, fifteen, an hour, then every four.
        tries = self.sql("SELECT max(n) FROM (SELECT count(*) AS n FROM attempt AS a JOIN message AS m ON m.id = a.message_id"
                         " WHERE a.endpoint = 'smtp' GROUP BY m.recipient)")[0][0]
        self.assertLessEqual(tries, 4 + 36 // 3 + 2)


if __name__ == '__main__':
    unittest.main()
