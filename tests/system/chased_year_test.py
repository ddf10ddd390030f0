#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans that are chased for a long time, left alone and with owners who answer at random: what must hold of every message,
whatever happens. Usually a quarter of a year of the sample plans; with CHASER_YEAR=1 (`make year`) the whole year, and a
generated plan of 500 actions and 60 people as well. Prints messages a person and week."""
import collections
import concurrent.futures
import datetime
import math
import os
import shutil
import tempfile
import unittest

import chased_year
import delivered
from chaser_cli import shared_plan

WHOLE = os.environ.get('CHASER_YEAR') == '1'
WEEKS = 52 if WHOLE else 13
SEED = int(os.environ.get('CHASER_SEED', '7'))
REASONS = {'sent', 'pending', 'inhibited-by', 'silenced-by', 'acknowledged-until', 'snoozed-until', 'date-proposed', 'outside-window',
           'holiday', 'in-digest', 'in-pack', 'awaiting-approval', 'awaiting-warning', 'nobody-holds-role', 'no-address',
           'already-told', 'over-budget', 'undeliverable', 'endpoint-held', 'resolved-before-sending', 'not-due'}
# Reasons that tell why nobody has heard of an alert for a long time.
EXPLAINS_SILENCE = REASONS - {'sent', 'not-due', 'outside-window', 'in-digest', 'already-told'}


def lancashire(folder, answers):
    return chased_year.ChasedYear('lancashire', folder, shared_plan('lancashire-appendix-a.docx'), '2017-10-02', WEEKS,
                                  shared_plan('lancashire-contacts.yaml'), answers)


def thurrock(folder, answers):
    return chased_year.ChasedYear('thurrock', folder, shared_plan('thurrock-cqc-january-2016-shaded.docx'), '2016-02-01', WEEKS,
                                  None, answers)


def generated(folder, answers):
    plan, contacts = chased_year.generated(folder)
    return chased_year.ChasedYear('generated', folder, plan, '2018-01-01', WEEKS, contacts, answers)


def plays():
    for plan in [lancashire, thurrock] + ([generated] if WHOLE else []):
        yield f'{plan.__name__}, left alone', plan, None
        yield f'{plan.__name__}, answered', plan, chased_year.Answers(SEED, 0.15)


class ChasedForLong(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        shared_plan('lancashire-appendix-a.docx')
        cls.calendar = delivered.Calendar()
        root = tempfile.mkdtemp(prefix='chaser-test-')
        cls.addClassCleanup(shutil.rmtree, root, ignore_errors=True)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            running = {}
            for name, plan, answers in plays():
                folder = os.path.join(root, name)
                os.mkdir(folder)
                running[name] = pool.submit(plan, folder, answers)
            cls.years = {name: year.result() for name, year in running.items()}
        cls.print_table()

    @classmethod
    def print_table(cls):
        print(f'\n{"":<24} {"people":>6} {"messages":>8} {"urgent":>6} {"papers":>6} {"answers":>7}   a person and week: median  p95  max'
              f'   first half, second   {"seconds":>7}')
        for name, year in cls.years.items():
            kinds = collections.Counter(mail.kind for mail in year.mails)
            weeks = year.per_week([mail for mail in year.mails if mail.kind != 'pack'])
            (first, second), half = year.open_days()
            early = sum(mail.day < half for mail in year.to_people)
            print(f'{name:<24} {len({mail.to for mail in year.to_people}):>6} {len(year.to_people):>8} {kinds["urgent"]:>6} '
                  f'{kinds["pack"] + kinds["pack-draft"]:>6} {len(year.answers.given) if year.answers else 0:>7} '
                  f'{weeks[len(weeks) // 2]:>27} {weeks[math.ceil(len(weeks) * 0.95) - 1]:>4} {weeks[-1]:>4}'
                  f'   {early:>10}, {len(year.to_people) - early:>6}   {year.seconds:>7.1f}')

    def test_people_were_told_and_some_answered(self):
        for name, year in self.years.items():
            with self.subTest(name):
                self.assertGreater(len(year.to_people), WEEKS)
                if year.answers:
                    self.assertGreater(len(year.answers.given), WEEKS // 2)

    def test_nobody_gets_more_than_a_digest_a_working_day_and_three_urgent_ones(self):
        for name, year in self.years.items():
            with self.subTest(name):
                days = collections.Counter((mail.address, mail.day, mail.kind) for mail in year.to_people)
                self.assertEqual([key for key, times in days.items() if times > (3 if key[2] == 'urgent' else 1)], [])

    def test_nothing_leaves_outside_the_window_or_on_a_day_off(self):
        for name, year in self.years.items():
            with self.subTest(name):
                for mail in year.mails:
                    self.assertTrue(self.calendar.works(mail.day), f'{mail.at} to {mail.to}')
                    self.assertTrue('08:30' <= f'{mail.at:%H:%M}' < '17:30', f'{mail.at} to {mail.to}')

    def test_nothing_is_said_of_what_was_resolved(self):
        for name, year in self.years.items():
            with self.subTest(name):
                ended = {}
                for fact in year.audit:
                    about = fact['about']
                    if fact['what'].startswith('alert.') and about and 'ref' in about:
                        ended[about['rule'], about['ref'], about['part'], about['party'], about['text']] = fact['what'] == 'alert.resolved'
                    elif fact['what'] == 'message.sent':
                        for item in about['items']:
                            if item['kind'] not in ('resolved', 'notice'):
                                key = item['rule'], item['ref'], item['part'], item['party'], item['text']
                                self.assertFalse(ended.get(key, False), f'{fact["at"]} to {about["to"]}: {key}')

    def test_whoever_answered_is_left_in_peace(self):
        for name, year in self.years.items():
            with self.subTest(name):
                for on, what, action, milestone, rule, until in year.answers.given if year.answers else []:
                    heard = year.rows("""SELECT i.rule, i.kind, m.recipient, m.sent_at FROM item AS i JOIN message_item AS x ON x.item_id = i.id
                        JOIN message AS m ON m.id = x.message_id WHERE i.action_id = ? AND i.milestone_id = ? AND m.sent_at >= ?
                        AND m.kind IN ('digest', 'urgent') AND i.kind <> 'resolved'""", action, milestone, on.isoformat())
                    for row in heard:
                        said = f'{year.key} {action}/{milestone}: {what} on {on}, and {dict(row)}'
                        if what == 'done':
                            reopened = any(other[0] > on and other[2:4] == (action, milestone) and other[1] == 'new date'
                                           for other in year.answers.given)
                            self.assertTrue(reopened or row['rule'] not in chased_year.ABOUT_DATES, said)
                        if what in ('acknowledged', 'snoozed') and row['rule'] == rule and row['sent_at'][:10] <= until.isoformat():
                            self.assertEqual(row['kind'], 'warning', said)

    def test_no_alert_is_without_somebody_told_or_a_reason(self):
        for name, year in self.years.items():
            with self.subTest(name):
                end = year.begin + datetime.timedelta(weeks=year.weeks)
                alerts = year.rows("""SELECT l.*, EXISTS (SELECT 1 FROM step_made AS s WHERE s.alert_id = l.id AND s.told_on IS NOT NULL) AS heard
                                      FROM alert AS l""")
                self.assertTrue(alerts)
                for alert in alerts:
                    said = {key: alert[key] for key in ('rule', 'ref', 'part', 'state', 'since', 'fired_on', 'reason', 'reason_detail')}
                    self.assertIn(alert['reason'], REASONS, said)
                    old = alert['fired_on'] is not None and (end - datetime.date.fromisoformat(alert['fired_on'])).days > 14
                    if not alert['heard'] and alert['state'] != 'resolved' and old:
                        waits = [row['reason'] for row in year.rows("SELECT reason FROM item WHERE alert_id = ? AND state = 'wanted'", alert['id'])]
                        self.assertTrue(alert['reason'] in EXPLAINS_SILENCE or set(waits) & EXPLAINS_SILENCE, f'{said} {waits}')
                for item in year.rows("SELECT id, state, reason FROM item"):
                    self.assertIn(item['reason'], REASONS, dict(item))

    def test_volume_does_not_grow_with_time(self):
        for name, year in self.years.items():
            with self.subTest(name):
                (first, second), half = year.open_days()
                early = sum(mail.day < half for mail in year.to_people)
                late = len(year.to_people) - early
                # Messages to people for each day that an alert stood open.
                self.assertLessEqual(late / max(1, second), 1.05 * early / max(1, first), f'{early} of {first}, then {late} of {second}')

    def test_the_record_is_intact(self):
        for name, year in self.years.items():
            with self.subTest(name):
                delivered.run(year.folder, 'chaser', 'audit', '--verify')


if __name__ == '__main__':
    unittest.main()
