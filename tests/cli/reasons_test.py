#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Why nothing is said: the reasons are brought about by the real engine, and what is stored is what `chaser explain` prints.
Days are counted from yesterday, for `explain` is asked today."""
import csv
import datetime
import json
import os
import shutil
import sqlite3
import tempfile
import unittest

import delivered

YESTERDAY = datetime.datetime.now(delivered.ZONE).date() - datetime.timedelta(1)
BEGIN = YESTERDAY - datetime.timedelta(9)
# Each holds over a row in whose comments its name stands; `light` beside `grave`.
RULES = {
    'for-a-week': 'for: 4w, ladder: [{tell: owner}]',
    'asked-once': 'ladder: [{tell: owner}]',
    'asked-again': 'ladder: [{tell: owner, every: 4w}]',
    'grave': 'inhibits: [light], ladder: [{tell: owner}]',
    'light': 'ladder: [{tell: owner}]',
    'silent': 'ladder: [{tell: owner}]',
    'answered': 'ladder: [{tell: owner, every: 1w}]',
    'put-off': 'ladder: [{tell: owner, every: 1w}]',
    'boarded': 'ladder: [{tell: board}]',
    'weekly': 'ladder: [{tell: owner}]',
    'vacant': 'ladder: [{tell: owner}, {after: 1d, tell: lead}]',
    'unreachable': 'ladder: [{tell: owner}]',
    'hurried': 'ladder: [{tell: owner}, {after: 1d, tell: lead}]',
    'urgent': 'severity: critical, ladder: [{tell: owner}]',
}
# Over milestones: what holds where somebody proposed a date.
DATED = '  - {id: dated, summary: It is late, over: milestone, when: due < today, severity: warning, ladder: [{tell: owner, every: 1w}]}\n'
OWNERS = {'weekly': 'Head of Weeks', 'vacant': 'Head of Nothing', 'unreachable': 'Head of Towers', 'urgent': 'Head of Alarms'}
# What holds from the first day on; the others begin when a test's script says so.
FROM_THE_FIRST_DAY = [rule for rule in RULES if rule not in ('weekly', 'hurried', 'urgent')]


class Reasons(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='chaser-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def begin(self, holds, days='all', more=''):
        """A plan with a row for each rule, numbered as RULES; those in `holds` hold at once."""
        weekday = (YESTERDAY + datetime.timedelta(2)).strftime('%a').lower()
        people = [{'name': 'Ann Field', 'email': 'ann@council.example', 'roles': ['Head of Service'], 'reports_to': 'Lee Ward'},
                  {'name': 'Wim Weeks', 'email': 'wim@council.example', 'roles': ['Head of Weeks'], 'digest': f'weekly:{weekday}'},
                  {'name': 'Oz Hart', 'roles': ['Head of Towers']},
                  {'name': 'Al Arms', 'email': 'al@council.example', 'roles': ['Head of Alarms']},
                  {'name': 'Lee Ward', 'email': 'lee@council.example'}, {'name': 'Pat Shaw', 'email': 'pat@council.example'}]
        meeting = (YESTERDAY + datetime.timedelta(60)).isoformat()
        with open(os.path.join(self.folder, 'contacts.yaml'), 'w', encoding='utf-8') as file:
            json.dump({'contacts': people, 'plans': [{'key': 'north', 'coordinator': 'Pat Shaw', 'board': 'Improvement board'}],
                       'boards': [{'name': 'Improvement board', 'email': 'board@council.example', 'meets': {'dates': [meeting]}}],
                       'window': {'days': days, 'from': '08:30', 'to': '17:30', 'timezone': 'Europe/London'}}, file)
        os.mkdir(os.path.join(self.folder, 'own'))
        with open(os.path.join(self.folder, 'own', '90-own.yaml'), 'w', encoding='utf-8') as file:
            file.write('rules:\n')
            for rule, ladder in RULES.items():
                words = 'grave' if rule == 'light' else rule
                severity = '' if 'severity' in ladder else 'severity: warning, '
                file.write(f'  - {{id: {rule}, summary: It is so, over: action, when: comments contains "{words}", {severity}{ladder}}}\n')
            file.write(DATED)
        delivered.configure(self.folder, 'contacts.yaml')
        with open(os.path.join(self.folder, 'chaser.yaml'), 'a', encoding='utf-8') as file:
            file.write(f'rules: [own]\n{more}')
        with open(os.path.join(self.folder, 'plan.csv'), 'w', encoding='utf-8', newline='') as file:
            writer = csv.writer(file)
            writer.writerow(['No', 'Recommendation', 'Owner', 'Comments'])
            for number, rule in enumerate(RULES, 1):
                writer.writerow([number, f'Recommendation {number} of the review', OWNERS.get(rule, 'Head of Service'), rule if rule in holds else 'none'])
        delivered.run(self.folder, 'chaser', 'import', 'plan.csv', '--plan', 'north', '--as-of', BEGIN.isoformat())

    @staticmethod
    def ref(rule):
        return str(list(RULES).index('grave' if rule == 'light' else rule) + 1)

    def play(self, until, *events):
        path = os.path.join(self.folder, 'events')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{event}\n' for event in events)
        delivered.run(self.folder, 'chaserd-sim', '--from', BEGIN.isoformat(), '--to', until, '--script', path)

    def break_the_maildir(self):
        with open(os.path.join(self.folder, 'chaser.yaml'), encoding='utf-8') as file:
            written = file.read()
        with open(os.path.join(self.folder, 'chaser.yaml'), 'w', encoding='utf-8') as file:
            file.write(written.replace('maildir: ', 'maildir: plan.csv/'))

    def becomes(self, day, hour, rule):
        return f"{day} {hour} sql UPDATE action SET comments = '{rule}' WHERE ref = '{self.ref(rule)}'"

    def stored(self, rule):
        """The reason of what waits, if a dispatch has looked at it, else of the alert."""
        with sqlite3.connect(os.path.join(self.folder, 'plan.db')) as base:
            alert, reason = base.execute("SELECT id, reason FROM alert WHERE rule = ? ORDER BY id DESC", [rule]).fetchone()
            waits = base.execute("SELECT reason FROM item WHERE alert_id = ? AND state = 'wanted' AND reason <> 'not-due' ORDER BY id", [alert]).fetchone()
        return waits[0] if waits else reason

    def expect(self, reason, rule, ref=None):
        with self.subTest(reason):
            self.assertEqual(self.stored(rule), reason)
            asked = ['explain', rule, ref or self.ref(rule), '--plan', 'north']
            self.assertEqual(json.loads(delivered.run(self.folder, 'chaser', *asked, '--json'))['reason'], reason)

    def test_what_keeps_an_alert_or_an_item_quiet(self):
        self.begin(FROM_THE_FIRST_DAY)
        quiet = "quiet_by = 'Ann Field', quiet_since = '{0}', quiet_until = '{1}'".format(BEGIN + datetime.timedelta(1), YESTERDAY + datetime.timedelta(9))
        second = BEGIN + datetime.timedelta(1)
        touch = "INSERT INTO change_log (action_id, at) SELECT id, (SELECT at FROM writer) FROM action WHERE ref = '{0}'"
        self.play(f'{YESTERDAY}T12:00',
                  f"{BEGIN} 07:00 sql INSERT INTO silence (ref, from_on, until_on, author, reason) VALUES ('{self.ref('silent')}', "
                  f"'{BEGIN}', '{YESTERDAY + datetime.timedelta(9)}', 'Pat Shaw', 'a quiet month')",
                  f"{second} 10:00 sql UPDATE alert SET state = 'acknowledged', {quiet} WHERE rule = 'answered'; {touch.format(self.ref('answered'))}",
                  f"{second} 10:00 sql UPDATE alert SET state = 'snoozed', {quiet} WHERE rule = 'put-off'; {touch.format(self.ref('put-off'))}",
                  self.becomes(YESTERDAY - datetime.timedelta(1), '07:00', 'hurried'),
                  self.becomes(YESTERDAY, '07:00', 'weekly'))
        for reason, rule in (('pending', 'for-a-week'), ('already-told', 'asked-once'), ('not-due', 'asked-again'), ('inhibited-by', 'light'),
                             ('silenced-by', 'silent'), ('acknowledged-until', 'answered'), ('snoozed-until', 'put-off'), ('in-pack', 'boarded'),
                             ('in-digest', 'weekly'), ('nobody-holds-role', 'vacant'), ('no-address', 'unreachable'), ('awaiting-warning', 'hurried')):
            self.expect(reason, rule)

    def test_what_comes_up_in_the_evening_is_outside_the_window(self):
        self.begin([])
        self.play(f'{YESTERDAY}T19:00', self.becomes(YESTERDAY, '18:00', 'asked-once'))
        self.expect('outside-window', 'asked-once')

    def test_what_comes_up_on_a_day_off_waits_for_the_holiday_to_end(self):
        self.begin([], days='working')
        with open(os.path.join(self.folder, 'contacts.yaml'), encoding='utf-8') as file:
            contacts = json.load(file)
        contacts['window']['closures'] = [YESTERDAY.isoformat()]
        with open(os.path.join(self.folder, 'contacts.yaml'), 'w', encoding='utf-8') as file:
            json.dump(contacts, file)
        self.play(f'{YESTERDAY}T12:00', self.becomes(YESTERDAY, '10:00', 'asked-once'))
        self.expect('holiday', 'asked-once')

    def test_more_people_than_a_storm_may_tell_wait_for_an_approval(self):
        self.begin(['asked-once', 'asked-again'], more='storm_items: 1\n')
        self.play(f'{YESTERDAY}T12:00')
        self.expect('awaiting-approval', 'asked-once')

    def test_what_goes_beyond_the_days_urgent_messages_waits_for_the_budget(self):
        self.begin([], more='urgent_per_day: 0\n')
        row = f"WHERE ref = '{self.ref('urgent')}'"
        self.play(f'{YESTERDAY}T12:00', f"{YESTERDAY} 07:00 sql UPDATE action SET comments = 'asked-once' {row}",
                  f"{YESTERDAY} 10:00 sql UPDATE action SET comments = 'asked-once, urgent' {row}")
        self.expect('over-budget', 'urgent')

    def test_a_proposed_date_stands_until_it_is_answered(self):
        self.begin([])
        due, better = YESTERDAY - datetime.timedelta(30), YESTERDAY + datetime.timedelta(60)
        self.play(f'{YESTERDAY}T12:00',
                  f"{BEGIN} 07:00 sql INSERT INTO milestone (action_id, id, due) SELECT id, 1, '{due}' FROM action WHERE ref = '1'",
                  f"{YESTERDAY} 10:00 sql UPDATE milestone SET proposed_due = '{better}', proposed_by = 'Ann Field', "
                  "proposed_at = (SELECT at FROM writer) WHERE id = 1")
        self.expect('date-proposed', 'dated', '1')

    def test_what_is_dealt_with_before_its_message_left_was_resolved_before_sending(self):
        self.begin([])
        self.play(f'{YESTERDAY}T12:00', self.becomes(YESTERDAY - datetime.timedelta(1), '18:00', 'asked-once'),
                  f"{YESTERDAY} 06:00 sql UPDATE action SET comments = 'none' WHERE ref = '{self.ref('asked-once')}'")
        self.expect('resolved-before-sending', 'asked-once')

    def test_where_nothing_can_be_written_the_endpoint_is_held(self):
        self.begin(['asked-again'])
        self.break_the_maildir()
        self.play(f'{YESTERDAY}T12:00', self.becomes(YESTERDAY, '10:00', 'asked-once'))
        self.expect('endpoint-held', 'asked-once')

    def test_what_was_taken_along_by_a_message_is_sent_until_somebody_knows_better(self):
        self.begin([])
        self.break_the_maildir()
        self.play(f'{YESTERDAY}T08:50', self.becomes(YESTERDAY, '06:00', 'asked-once'))
        self.expect('sent', 'asked-once')

    def test_what_the_far_end_refuses_for_good_is_undeliverable(self):
        self.begin([])
        self.play(f'{YESTERDAY}T12:00', self.becomes(YESTERDAY - datetime.timedelta(1), '07:00', 'asked-once'),
                  f"{YESTERDAY} 06:00 sql UPDATE step_made SET told_on = NULL, told = '[]', undeliverable_on = '{YESTERDAY}'; "
                  f"INSERT INTO change_log (action_id, at) SELECT id, (SELECT at FROM writer) FROM action WHERE ref = '{self.ref('asked-once')}'")
        self.expect('undeliverable', 'asked-once')


if __name__ == '__main__':
    unittest.main()
