#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole plans left alone for a year, with the stock rules: nobody gets more than a digest a working day, nothing leaves on
a day off, and what people get does not grow. Prints messages a person and week."""
import collections
import concurrent.futures
import datetime
import json
import math
import os
import shutil
import sqlite3
import tempfile
import unittest

import delivered
from chaser_cli import SOURCE, shared_plan

day = datetime.date.fromisoformat
WEEKS = 52


def nobody(folder):
    path = os.path.join(folder, 'contacts.yaml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('contacts: []\n')
    return path


def contacts_for(folder):
    """Somebody for every owner as the plan writes them, and a keeper: what a plan without a contacts file grows into."""
    connection = sqlite3.connect(os.path.join(folder, 'plan.db'))
    roles = [role for role, in connection.execute('SELECT DISTINCT role FROM owner ORDER BY role')]
    key, = connection.execute('SELECT key FROM plan').fetchone()
    connection.close()
    people = [{'name': f'Owner {number}', 'email': f'owner{number}@council.example', 'roles': [role], 'reports_to': 'Director'}
              for number, role in enumerate(roles, 1)]
    people += [{'name': name, 'email': f'{name.lower()}@council.example'} for name in ('Keeper', 'Director')]
    board = {'name': 'Improvement board', 'email': 'board@council.example', 'secretary': 'Keeper',
             'meets': {'every': 'first tuesday', 'papers': '5wd', 'cut_off': '10wd'}}
    with open(os.path.join(folder, 'contacts.yaml'), 'w', encoding='utf-8') as file:
        # JSON is YAML.
        json.dump({'contacts': people, 'boards': [board],
                   'plans': [{'key': key, 'coordinator': 'Keeper', 'verifier': 'Director', 'board': 'Improvement board'}],
                   'window': {'days': 'working', 'from': '08:30', 'to': '17:30', 'timezone': 'Europe/London',
                              'holidays': 'england-and-wales'}}, file)


class Year:
    def __init__(self, key, plan, begin, contacts=None):
        self.begin = day(begin)
        self.end = self.begin + datetime.timedelta(weeks=WEEKS)
        self.folder = tempfile.mkdtemp(prefix='chaser-test-')
        try:
            delivered.configure(self.folder, contacts or nobody(self.folder))
            delivered.run(self.folder, 'chaser', 'import', plan, '--plan', key, '--as-of', begin)
            if contacts is None:
                contacts_for(self.folder)
            self.story, self.mails = delivered.simulate(self.folder, begin, self.end.isoformat())
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.to_people = [mail for mail in self.mails if mail.kind in delivered.TO_PEOPLE]

    def week_of(self, mail):
        return (mail.day - self.begin).days // 7

    def per_week(self, mails):
        """How many each person got in each week, weeks of silence among them."""
        counts = collections.Counter((mail.to, self.week_of(mail)) for mail in mails)
        return sorted(counts[to, week] for to in {mail.to for mail in mails} for week in range(WEEKS))


PLANS = {
    'lancashire': lambda: Year('lancashire', shared_plan('lancashire-appendix-a.docx'), '2017-10-02',
                               shared_plan('lancashire-contacts.yaml')),
    'thurrock': lambda: Year('thurrock', shared_plan('thurrock-cqc-january-2016-shaded.docx'), '2016-02-01'),
    'northmoor': lambda: Year('northmoor', os.path.join(SOURCE, 'examples', 'northmoor.docx'), '2027-01-04',
                              os.path.join(SOURCE, 'examples', 'contacts.yaml')),
}


class LeftAlone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shared_plan('lancashire-appendix-a.docx')
        cls.calendar = delivered.Calendar()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            running = {name: pool.submit(start) for name, start in PLANS.items()}
            cls.years = {name: year.result() for name, year in running.items()}
        cls.print_table()

    @classmethod
    def print_table(cls):
        print(f'\n{"plan":<12} {"people":>6} {"digests":>8} {"drafts":>7} {"packs":>6}   a person and week: median  p95  max'
              '   digests by quarter')
        for name, year in cls.years.items():
            kinds = collections.Counter(mail.kind for mail in year.mails)
            weeks = year.per_week([mail for mail in year.mails if mail.kind != 'pack'])
            quarters = collections.Counter(year.week_of(mail) // 13 for mail in year.to_people)
            print(f'{name:<12} {len({mail.to for mail in year.to_people}):>6} {len(year.to_people):>8} '
                  f'{kinds["pack-draft"]:>7} {kinds["pack"]:>6}   {weeks[len(weeks) // 2]:>25} '
                  f'{weeks[math.ceil(len(weeks) * 0.95) - 1]:>4} {weeks[-1]:>4}   {[quarters[q] for q in range(4)]}')

    def test_every_plan_is_chased(self):
        for name, year in self.years.items():
            self.assertGreater(len(year.to_people), 10, name)
            self.assertTrue(any(mail.kind == 'pack' for mail in year.mails), f'{name}: no board ever heard')

    def test_nobody_gets_more_than_one_digest_a_working_day(self):
        for name, year in self.years.items():
            days = collections.Counter((mail.address, mail.day) for mail in year.to_people)
            self.assertEqual([key for key, times in days.items() if times > 1], [], name)

    def test_nothing_leaves_outside_the_window_or_on_a_day_off(self):
        for name, year in self.years.items():
            for mail in year.mails:
                self.assertTrue(self.calendar.works(mail.day), f'{name}: {mail.at}')
                self.assertTrue('08:30' <= f'{mail.at:%H:%M}' < '17:30', f'{name}: {mail.at}')

    def test_a_board_gets_one_pack_a_meeting_and_its_checkers_one_draft(self):
        for name, year in self.years.items():
            papers = collections.Counter((told['to'], told['kind'], told['board'], told['meeting']) for told in year.story
                                         if told['kind'] in ('pack', 'pack-draft') and told['meeting'])
            self.assertTrue(papers)
            self.assertEqual([key for key, times in papers.items() if times > 1], [], name)

    def test_what_people_get_does_not_grow(self):
        for name, year in self.years.items():
            quarters = collections.Counter((mail.to, year.week_of(mail) // 13) for mail in year.to_people)
            first, last = (sum(times for (_, quarter), times in quarters.items() if quarter == which) for which in (0, 3))
            self.assertLessEqual(last, first, name)
            for to in {mail.to for mail in year.to_people}:
                busiest = max(quarters[to, quarter] for quarter in range(3))
                self.assertLessEqual(quarters[to, 3], busiest, f'{name}: {to}')

    def test_what_stands_open_keeps_being_asked_about(self):
        for name, year in self.years.items():
            self.assertTrue(any(year.week_of(mail) >= WEEKS - 5 for mail in year.to_people), name)


if __name__ == '__main__':
    unittest.main()
