#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of many messages when chaserd is killed, stopped or reloaded while they leave, or the mail server dies."""
import unittest

from chaser_cli import PATIENCE
from service import ServiceTest, is_signed, wait_for

PEOPLE = 200
CHANNELS = 24
SLOWEST = 1.2  # seconds until a channel answers
WAITING = "SELECT count(*) FROM message WHERE state = 'ready'"
TIME_TO_STOP = 10 * PATIENCE  # seconds: five are promised, after ten systemd kills
# What may be under way at a kill, and so be sent again: a claimed batch and the connections.
MOST_AGAIN = 103
# One rule a channel, so that each is posted a message of its own: a person's items would share one.
RULE = '''  - {{id: late-{n}, summary: Late, over: action, when: ref = "{n}" and overdue_milestones > 0, ladder: [{{tell: "webhook:channel-{n}"}}]}}
'''
RULES = '''rules:
  - {id: late, summary: Late, over: milestone, when: due < today, ladder: [{tell: owner}]}
'''
PLAN = f'''
INSERT INTO plan (key, title, coordinator) VALUES ('many', 'Many promises', 'Person 1');
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {PEOPLE})
  INSERT INTO action (plan_id, ref, action) SELECT 1, n, 'Do thing ' || n FROM n;
INSERT INTO owner (action_id, role) SELECT id, 'Role ' || ref FROM action;
INSERT INTO milestone (action_id, text, basis, due) SELECT id, 'as promised', 'agreed', date('now', '+30 days') FROM action;
'''


class Killed(ServiceTest):
    def setUp(self):
        super().setUp()
        self.mailbox = self.mail_server()
        self.receiver = self.webhook_receiver()
        self.write('rules.d/10-own.yaml', RULES + ''.join(RULE.format(n=n) for n in range(1, CHANNELS + 1)))
        self.write('contacts.yaml', self.contacts())
        self.configure(self.mailbox.settings('smtp-password'),
                       f'storm_limit: {2 * PEOPLE}\nstorm_items: {2 * (PEOPLE + CHANNELS)}\n')
        self.start()
        self.shell(PLAN)

    def contacts(self):
        people = ''.join(f'  - {{name: Person {n}, email: p{n}@northmoor.example, roles: [Role {n}], digest: immediate}}\n'
                         for n in range(1, PEOPLE + 1))
        # Some answer at once and some late, so that whenever a kill comes some have answered and some have not.
        channels = ''.join(f'  - {{name: channel-{n}, secret_file: hook.key, '
                           f'url: "{self.receiver.url(f"slow/{SLOWEST * n / CHANNELS:.2f}")}"}}\n'
                           for n in range(1, CHANNELS + 1))
        return ('contacts:\n' + people + 'webhooks:\n' + channels +
                'window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}\n')

    def number(self, query):
        return self.sql(query)[0][0]

    def make_all_due(self):
        self.shell("UPDATE milestone SET due = '2020-01-31'")

    def wait_until_all_is_sent(self):
        # Long enough for a connection that was lost or refused by a busy machine to be tried again, twice.
        wait_for('everything to be sent', lambda: self.number('SELECT count(*) FROM message') >= PEOPLE + CHANNELS and
                 self.number("SELECT count(*) FROM message WHERE state <> 'sent'") == 0, 480, self.troubles)
        # The server has taken it all; it writes into the Maildir in its own time.
        wait_for('the Maildir', lambda: len(self.first_of_each_mail()) >= PEOPLE)

    def troubles(self):
        """What is still to be sent, and what was not delivered at first, as the log has it."""
        waiting = self.sql("SELECT id, state, endpoint, attempts, next_attempt FROM message WHERE state <> 'sent'")
        told = [line for line in self.log().splitlines()
                if 'level=info' not in line or 'event=reload' in line or 'event=delivery outcome=' in line and
                'outcome=delivered' not in line]
        return '\n'.join([f'{len(waiting)} wait: {waiting[:20]}', *told[-40:], 'the log ends:',
                          *self.log().splitlines()[-10:]])

    def first_of_each_mail(self):
        return {letter['Message-ID']: letter['Envelope-to'] for letter, _ in self.mailbox.mail()}

    def assert_everything_arrived_once_under_its_id(self):
        """Gives how many were repeats, by mail and by webhook."""
        frozen = {message_id: body for message_id, body in self.sql("SELECT trim(m.message_id, '<>'), bytes FROM message AS m JOIN "
                                                                 'message_body AS b ON b.message_id = m.id')}
        letters = self.mailbox.mail()
        by_id = {letter['Message-ID'].strip('<>'): letter['Envelope-to'] for letter, _ in letters}
        self.assertEqual(sorted(by_id.values()), sorted(f'p{n}@northmoor.example' for n in range(1, PEOPLE + 1)))
        for letter, raw in letters:
            self.assertTrue(raw.endswith(frozen[letter['Message-ID'].strip('<>')].replace(b'\r\n', b'\n')))

        posts = self.receiver.posts()
        self.assertEqual(len({post['headers']['webhook-id'] for post in posts}), CHANNELS)
        self.assertEqual(len({post['path'] for post in posts}), CHANNELS)
        for post in posts:
            self.assertTrue(is_signed(post))
            self.assertEqual(post['body'].encode(), frozen[post['headers']['webhook-id']])

        self.assertEqual(len(frozen), PEOPLE + CHANNELS)
        self.assertEqual(self.sql('SELECT DISTINCT state FROM item'), [('delivered',)])
        self.assertEqual(self.number('SELECT count(*) FROM alert'), PEOPLE + CHANNELS)
        self.assertIn('intact', self.chaser('audit', '--verify').stdout)
        return len(letters) - PEOPLE, len(posts) - CHANNELS

    def test_nothing_is_lost_when_it_is_killed_and_what_comes_twice_has_an_id_already_seen(self):
        points = [
            ('alerts are being stored', lambda: self.number('SELECT count(*) FROM alert')),
            ('messages are being frozen', lambda: self.number('SELECT count(*) FROM message') >= 40),
            ('the first messages arrive', lambda: self.mailbox.count() >= 1 and self.receiver.posts()),
            ('half of the mail has arrived', lambda: self.mailbox.count() >= PEOPLE // 2),
            ('most of the mail has arrived', lambda: self.mailbox.count() >= PEOPLE * 9 // 10),
        ]
        self.make_all_due()
        for what, reached in points:
            wait_for(what, reached)
            self.kill()
            states = dict(self.sql('SELECT state, count(*) FROM message GROUP BY state'))
            print(f'\nkilled when {what}: {states}', end='', flush=True)
            self.start()
        self.wait_until_all_is_sent()
        self.assertIn('event=reclaimed', self.log(), 'no kill came amid deliveries')
        again = self.assert_everything_arrived_once_under_its_id()
        print(f'\ncame again under an id already seen: {again[0]} by mail, {again[1]} by webhook', flush=True)
        self.assertLessEqual(sum(again), len(points) * (MOST_AGAIN + CHANNELS))

    def test_nothing_is_lost_when_the_mail_server_is_killed_amid_deliveries(self):
        self.make_all_due()
        wait_for('half of the mail', lambda: self.mailbox.count() >= PEOPLE // 2)
        self.mailbox.stop()
        wait_for('every try to have failed',
                 lambda: self.number("SELECT count(*) FROM message WHERE channel = 'smtp' AND state <> 'sent' "
                                     'AND attempts = 0') == 0)
        self.mailbox = self.mail_server('--port', str(self.mailbox.ready['port']))
        print(f'\nto be sent again: {self.number(WAITING)}', end='', flush=True)
        self.shell("UPDATE message SET next_attempt = created_at WHERE state = 'ready'")
        self.wait_until_all_is_sent()
        again, _ = self.assert_everything_arrived_once_under_its_id()
        print(f'\ncame again under an id already seen: {again} by mail', flush=True)

    def test_reloaded_again_and_again_amid_deliveries_it_sends_everything_once(self):
        self.make_all_due()
        for arrived in (1, PEOPLE // 4, PEOPLE // 2):
            wait_for(f'{arrived} of the mail', lambda: self.mailbox.count() >= arrived)
            self.reload('reloaded')
        self.wait_until_all_is_sent()
        again = self.assert_everything_arrived_once_under_its_id()
        # Nothing comes twice but what had to be tried twice.
        tries = self.number('SELECT count(*) FROM attempt') - PEOPLE - CHANNELS
        self.assertLessEqual(sum(again), tries, self.troubles())
        print(f'\ntried again: {tries}; came again: {again}', flush=True)

    def test_asked_to_stop_amid_deliveries_it_ends_in_time_and_the_rest_leaves_later(self):
        self.make_all_due()
        wait_for('deliveries to be under way',
                 lambda: self.receiver.posts() and self.number("SELECT count(*) FROM message WHERE state = 'sending'"))
        took = self.stop()
        print(f'\nstopped in {took:.2f} s', end='', flush=True)
        self.assertEqual(self.number("SELECT count(*) FROM message WHERE state = 'sending'"), 0)
        self.start()
        self.wait_until_all_is_sent()
        self.assert_everything_arrived_once_under_its_id()
        self.assertLess(took, TIME_TO_STOP)


if __name__ == '__main__':
    unittest.main()
