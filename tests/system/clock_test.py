#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The example plan under a clock that misbehaves: set back, set a year ahead, and on the Sundays of summer time. Nobody
hears anything twice, and nobody hears less."""
import collections
import datetime
import json
import os
import shutil
import unittest
import zoneinfo

from chaser_cli import SOURCE, CliTest

LONDON = zoneinfo.ZoneInfo('Europe/London')
EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
with open(os.path.join(SOURCE, 'examples', 'contacts.yaml'), encoding='utf-8') as file:
    PEOPLE, WINDOW = file.read().split('window: ')
START, END = '2027-01-04T07:00', '2027-03-20'
ALWAYS = '{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}\n'


def local(message):
    return datetime.datetime.fromisoformat(message['at'].replace('Z', '+00:00')).astimezone(LONDON)


def sayings(story):
    """What was said to whom. An item comes again in a board's next pack, and only there; a notice of what is still so is
    worth saying again in another month."""
    return [(message['to'], message['meeting'], message['board'] and message['kind'], item['rule'], item['ref'],
             item['party'], item['text'], item['step'], item['occurrence'], item['kind'],
             item['kind'] == 'notice' and message['at'][:7])
            for message in story for item in message['items']]


def twice(things):
    return [thing for thing, times in collections.Counter(things).items() if times > 1]


class Clock(CliTest):
    def setUp(self):
        super().setUp()
        self.configure(WINDOW)
        self.chaser('import', EXAMPLE, '--plan', 'northmoor', '--as-of', '2027-01-04')
        os.rename(self.database, self.path('imported.db'))

    def configure(self, window):
        self.write('contacts.yaml', PEOPLE + 'window: ' + window)
        self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: chaser@northmoor.example\n'
                                  'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n')

    def fresh(self):
        shutil.copy(self.path('imported.db'), self.database)

    def simulate(self, begin, end, *events):
        """The story since the import, and what the simulator said in the end."""
        script = self.write('events', '\n'.join(events) + '\n')
        done = self.run_program('chaserd-sim', '--config', self.path('chaser.yaml'), '--from', begin, '--to', end,
                                '--script', script, '--json')
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), done.stderr

    def undisturbed(self):
        self.fresh()
        story, said = self.simulate(START, END)
        self.assertEqual(said, '')
        self.assertGreater(len(sayings(story)), 30)
        return story

    def assert_said_once(self, story):
        self.assertEqual(twice(sayings(story)), [])
        self.assertEqual(twice((message['to'], local(message).date()) for message in story
                               if message['kind'] == 'digest'), [])

    def promise(self, *days):
        """One action is due on each of these days, agreed; nothing else is asked of anybody."""
        self.fresh()
        self.sql("UPDATE milestone SET state = 'complete'")
        self.write('rules.d/10-dates.yaml', 'rules:\n  - {id: passed, summary: Passed, over: milestone, '
                                            'when: state = open and due < today, ladder: [{tell: coordinator}]}\n')
        for ref, day in zip(('1.1', '1.2', '2.1'), days):
            self.sql("UPDATE milestone SET state = 'open', basis = 'agreed', due = ? WHERE action_id = "
                     '(SELECT id FROM action WHERE ref = ?)', day, ref)

    def only_own_rules(self):
        os.makedirs(self.path('rules.d'), exist_ok=True)
        for name in os.listdir(os.path.join(SOURCE, 'etc', 'rules.d')):
            self.write(f'rules.d/{name}', '')

    def test_a_clock_set_back_by_a_day_repeats_nothing_and_loses_nothing(self):
        expected = self.undisturbed()
        self.assert_said_once(expected)
        for when in ('2027-01-20 14:00', '2027-02-01 00:30', '2027-02-10 09:00'):
            self.fresh()
            story, said = self.simulate(START, END, f'{when} clock -1d', '2027-02-16 11:00 clock 1d')
            self.assertEqual(said, '')
            self.assert_said_once(story)
            self.assertEqual(set(sayings(story)), set(sayings(expected)), when)

    def test_a_day_that_comes_again_brings_nobody_a_second_digest(self):
        self.only_own_rules()
        self.configure(ALWAYS)
        self.promise('2027-01-19', '2027-06-30')
        late = "sql UPDATE milestone SET due = '2027-01-15' WHERE due = '2027-06-30'"
        story, said = self.simulate('2027-01-18', '2027-02-10', f'2027-01-20 14:00 {late}', '2027-01-20 14:00 clock -1d')
        self.assertEqual(said, '')
        self.assertEqual([(message['at'][:16], message['items'][0]['ref']) for message in story],
                         [('2027-01-20T00:00', '1.1'), ('2027-01-21T00:00', '1.2')])

    def test_a_clock_a_year_ahead_says_nothing_until_it_is_set_right(self):
        expected = self.undisturbed()
        self.fresh()
        story, said = self.simulate(START, END, '2027-01-20 14:00 clock 365d')
        self.assertIn('the clock says 2028-01-20, the last day looked at was 2027-01-20', said)
        self.assertEqual(story, [message for message in expected if message['at'] <= '2027-01-20T14:00'])
        self.assertEqual(self.sql("SELECT count(*) FROM setting WHERE name = 'clock.hold'"), [(1,)])
        story, said = self.simulate('2027-01-20T14:05', END)
        self.assertEqual(said, '')
        self.assert_said_once(story)
        self.assertEqual(sayings(story), sayings(expected))

    def test_a_clock_a_year_ahead_goes_on_when_somebody_approves_it(self):
        self.fresh()
        story, said = self.simulate(START, '2028-02-20', '2027-01-20 14:00 clock 365d', '2028-01-21 11:00 approve --clock')
        self.assertEqual(said, '')
        self.assert_said_once(story)
        self.assertEqual([message['at'] for message in story if '2027-01-20T14:00' < message['at'] < '2028-01-21T11:00'], [])
        self.assertGreater(len([message for message in story if message['at'] >= '2028-01-21T11:00']), 3)

    def test_days_begin_at_local_midnight_on_both_sundays_of_summer_time(self):
        self.only_own_rules()
        self.configure(ALWAYS)
        for days, instants in (
                (('2027-03-26', '2027-03-27', '2027-03-28'), ['03-27T00:00', '03-28T00:00', '03-28T23:00']),
                (('2027-10-29', '2027-10-30', '2027-10-31'), ['10-29T23:00', '10-30T23:00', '11-01T00:00'])):
            self.promise(*days)
            story, said = self.simulate(days[0], f'{days[2][:5]}{int(days[2][5:7]) + 1:02}-10')
            self.assertEqual(said, '')
            self.assert_said_once(story)
            self.assertEqual([message['at'][5:16] for message in story], instants)
            self.assertEqual([item['ref'] for message in story for item in message['items']], ['1.1', '1.2', '2.1'])

    def test_a_window_within_the_hour_that_is_missing_or_comes_twice_is_used_once(self):
        self.only_own_rules()
        self.configure(ALWAYS.replace('00:00', '01:15').replace('24:00', '01:45'))
        for days in (('2027-03-26', '2027-03-27', '2027-03-28'), ('2027-10-29', '2027-10-30', '2027-10-31')):
            self.promise(*days)
            story, said = self.simulate(days[0], f'{days[2][:5]}{int(days[2][5:7]) + 1:02}-10')
            self.assertEqual(said, '')
            self.assert_said_once(story)
            self.assertEqual([item['ref'] for message in story for item in message['items']], ['1.1', '1.2', '2.1'])
            # A window that is not there is made up for on the next day.
            self.assertLessEqual(local(story[-1]).date(), datetime.date.fromisoformat(days[2]) + datetime.timedelta(days=1))


if __name__ == '__main__':
    unittest.main()
