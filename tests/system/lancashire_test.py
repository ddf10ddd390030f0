#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Four months of a real plan that nobody answers: whom Chaser tells what, when and by which step. What is expected is
worked out here from the rules' words and a calendar of this test's own, never from the programs."""
import collections
import datetime
import shutil
import tempfile
import unittest

import delivered
from chaser_cli import shared_plan

day = datetime.date.fromisoformat
BEGIN, END = day('2017-10-02'), day('2018-01-31')

# Who holds what in the contacts file.
KEEPER = 'Programme manager'  # keeps the plan, and owns what names nobody else
DIRECTOR = 'Director of Public Health'  # the keeper reports to them; verifies
NURSE = 'LCFT safeguarding lead'
ASSOCIATE = 'LCFT associate director'  # the safeguarding lead's lead, and cover in the last week of October
LEAVER = 'BTH named nurse'  # until 31 December
SECRETARIES = {'0-25': ['Committee officer'], 'hwb': ['Committee officer'], 'crm': ['Public health contracts lead']}
LEADS = {KEEPER: DIRECTOR, NURSE: ASSOCIATE}  # of the others nobody is known: the keeper hears instead
AWAY = (day('2017-10-23'), day('2017-10-27'))
LEFT = day('2017-12-31')

# Every milestone: reference, party, basis (I, A, Complete, Doubtful), owner, board.
MILESTONES = [
    ('1.2', '', 'I', KEEPER, 'hwb'), ('1.24', '', 'I', KEEPER, 'crm'), ('1.16', '', 'I', DIRECTOR, 'crm'),
    ('1.18', '', 'I', KEEPER, 'crm'), ('3.25', '', 'A', KEEPER, 'crm'), ('3.25', '', 'I', KEEPER, 'crm'),
    ('2.5', '', 'I', KEEPER, '0-25'), ('5.1', '', 'I', KEEPER, 'crm'),
    ('8.1', 'LCFT', 'A', NURSE, 'crm-lcft'), ('8.1', 'BTH', 'C', DIRECTOR, None),
    ('16.1', 'LCFT', 'A', NURSE, 'crm-lcft'), ('16.1', 'BTH', 'C', DIRECTOR, None),
    ('16.2', 'LCFT', 'A', NURSE, 'crm-lcft'), ('16.2', 'BTH', 'A', LEAVER, 'crm-bth'),
    ('16.3', '', 'A', KEEPER, 'crm'), ('16.3', 'LCFT', 'A', NURSE, 'crm-lcft'), ('16.3', 'BTH', 'C', DIRECTOR, None),
    ('17.1', 'LCFT', 'A', NURSE, 'crm-lcft'), ('17.1', 'BTH', 'A', LEAVER, 'crm-bth'),
    ('17.3', 'LCFT', 'A', NURSE, '0-25'), ('17.3', 'BTH', 'A', LEAVER, '0-25'),
    ('22.2', 'LCFT', 'A', NURSE, 'crm-lcft'), ('22.3', 'LCFT', 'A', NURSE, 'crm-lcft'),
    ('26.1', 'GMW', 'D', KEEPER, None), ('26.1', 'Inspire', 'A', 'Inspire service manager', 'crm'),
    ('26.2', 'GMW', 'A', 'GMW operations manager', 'crm'), ('26.2', 'Inspire', 'A', 'Inspire service manager', 'crm'),
    ('27', 'GMW', 'D', KEEPER, None),
]
RULES = {'I': 'indicative-date-passed', 'A': 'agreed-date-missed', 'D': 'agreed-date-missed', 'C': 'complete-not-verified'}

# Every board: name, address, meetings within reach, working days from its cut-off and its papers to the meeting.
FIRST_TUESDAYS = [day(text) for text in ('2017-11-07', '2017-12-05', '2018-01-02', '2018-02-06')]
THIRD_THURSDAYS = [day(text) for text in ('2017-10-19', '2017-11-16', '2017-12-21', '2018-01-18', '2018-02-15')]
BOARDS = {
    '0-25': ('0-25 programme board', 'board-0-25@lcc.example', FIRST_TUESDAYS, 10, 5),
    'hwb': ('Health and Wellbeing Board', 'hwb@lcc.example', [day('2017-10-26'), day('2018-01-25')], 10, 5),
    'crm-lcft': ('Contract review meeting (LCFT)', 'crm-lcft@lcc.example', THIRD_THURSDAYS, 5, 3),
    'crm-bth': ('Contract review meeting (BTH)', 'crm-bth@lcc.example', [day('2017-11-09'), day('2018-02-08')], 5, 3),
    'crm': ('Contract review meeting', 'crm@lcc.example', THIRD_THURSDAYS, 5, 3),
}
BOARD_ADDRESSES = {address for _, address, *_ in BOARDS.values()}


class Ledger:
    """(day, to, kind, ref, party, rule, step) of everything that is to be said."""

    def __init__(self, calendar):
        self.calendar = calendar
        self.lines = set()
        for milestone in MILESTONES:
            self.milestone(*milestone)
        # This board has met for the last time, and what stood in its papers is open: no board will see it again.
        self.lines.add(('2018-01-26', KEEPER, 'notice', '', '', '', ''))

    @staticmethod
    def holder(who, on):
        if who == NURSE and AWAY[0] <= on <= AWAY[1]:
            return ASSOCIATE
        return KEEPER if who == LEAVER and on > LEFT else who

    def say(self, on, who, kind, subject, step):
        on = self.calendar.opening(on)
        if on < END:
            self.lines.add((on.isoformat(), self.holder(who, on), kind, *subject, step))

    def asked(self, start, who, subject, step, weeks):
        """Asked once, then again after so many weeks, the last of them for ever."""
        self.say(start, who, 'ask', subject, step)
        for index in range(20):
            start += datetime.timedelta(weeks=weeks[min(index, len(weeks) - 1)])
            self.say(start, who, 'reminder', subject, step)

    def milestone(self, ref, party, basis, owner, board):
        subject = (ref, party, RULES[basis])
        if basis == 'C':
            return self.asked(BEGIN + datetime.timedelta(weeks=4), owner, subject, 'verifier', [4])
        self.asked(BEGIN, owner, subject, 'owner', [2, 4])
        if basis == 'D':
            return None
        lead, to_lead = LEADS.get(owner, KEEPER), self.calendar.add(BEGIN, 10)
        self.say(self.calendar.add(to_lead, -5), owner, 'warning', subject, 'lead')
        self.say(to_lead, lead, 'escalation', subject, 'lead')
        to_board = BEGIN + datetime.timedelta(weeks=6 if basis == 'I' else 4)
        for told in (owner, lead):
            self.say(self.calendar.add(to_board, -5), told, 'warning', subject, 'board')
        return self.packs(subject, board, to_board)

    def packs(self, subject, board, since):
        name, _, meetings, cut_off, papers = BOARDS[board]
        for meeting in meetings:
            if self.calendar.add(meeting, -cut_off) < since:
                continue
            for checks in [KEEPER, *SECRETARIES.get(board, [])]:
                self.say(self.calendar.add(meeting, -cut_off), checks, 'pack-item', subject, 'board')
            self.say(self.calendar.add(meeting, -papers), name, 'pack-item', subject, 'board')


class Lancashire(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        contacts, plan = shared_plan('lancashire-contacts.yaml'), shared_plan('lancashire-appendix-a.docx')
        cls.calendar = delivered.Calendar()
        cls.folder = tempfile.mkdtemp(prefix='chaser-test-')
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        delivered.configure(cls.folder, contacts)
        delivered.run(cls.folder, 'chaser', 'import', plan, '--plan', 'lancashire', '--as-of', BEGIN.isoformat())
        cls.story, cls.mails = delivered.simulate(cls.folder, BEGIN.isoformat(), END.isoformat())
        cls.print_story()

    @classmethod
    def print_story(cls):
        print(f'\n{"day":<11} {"time":<6} {"message":<11} {"to":<31} what')
        for told in cls.story:
            at = datetime.datetime.fromisoformat(told['at'].replace('Z', '+00:00')).astimezone(delivered.ZONE)
            steps = collections.defaultdict(list)
            for item in told['items']:
                steps[f'{item["kind"]} ({item["step"]})'].append(f'{item["ref"]} {item["party"]}'.strip())
            what = '; '.join(f'{step}: {", ".join(refs)}' for step, refs in steps.items())
            print(f'{at:%Y-%m-%d}  {at:%H:%M}  {told["kind"]:<11} {told["to"]:<31} {what}')

    def to_people(self):
        return [mail for mail in self.mails if mail.kind in delivered.TO_PEOPLE]

    def packs(self):
        return [mail for mail in self.mails if mail.kind == 'pack']

    def test_the_ledger_is_the_one_worked_out_by_hand(self):
        told = {(message['at'][:10], message['to'], item['kind'], item['ref'], item['party'], item['rule'], item['step'])
                for message in self.story for item in message['items']}
        expected = Ledger(self.calendar).lines
        self.assertEqual(sorted(expected - told), [], 'never said')
        self.assertEqual(sorted(told - expected), [], 'said, and should not have been')

    def test_what_the_story_tells_lies_in_the_maildir_once(self):
        self.assertEqual(sorted((told['address'], told['subject'], told['at'][:16]) for told in self.story),
                         sorted((mail.address, mail.subject, mail.at.astimezone(datetime.timezone.utc).isoformat()[:16])
                                for mail in self.mails))
        self.assertEqual(len({mail.message_id for mail in self.mails}), len(self.mails))

    def test_every_board_gets_its_own_items_and_only_those(self):
        for key, (name, address, *_) in BOARDS.items():
            own = sorted((ref, party) for ref, party, _, _, board in MILESTONES if board == key)
            papers = [mail for mail in self.packs() if mail.address == address]
            self.assertTrue(papers, f'{name} never heard')
            seen = sorted({(entry.ref, self.party_of(entry)) for mail in papers for entry in mail.entries})
            self.assertEqual(seen, sorted(set(own)), name)
            latest = papers[-1].entries
            self.assertEqual(len(latest), len(own), f'{name}: what is open stays in its papers')

    @staticmethod
    def party_of(entry):
        line = next(line for line in entry.words.splitlines() if ' date' in line and ': the ' in line)
        return line.split(':')[0].partition(' for ')[2]

    def test_boards_get_papers_and_people_get_digests_and_drafts(self):
        self.assertEqual({mail.address for mail in self.packs()}, BOARD_ADDRESSES)
        self.assertFalse([mail for mail in self.mails if mail.kind != 'pack' and mail.address in BOARD_ADDRESSES])
        self.assertEqual({mail.to for mail in self.mails if mail.kind == 'pack-draft'},
                         {KEEPER, 'Committee officer', 'Public health contracts lead'})

    def test_a_public_boards_papers_name_nobody(self):
        holders = {milestone[3] for milestone in MILESTONES} | {ASSOCIATE}
        for mail in self.packs():
            for entry in mail.entries:
                named = any(name in entry.words for name in holders)
                self.assertEqual(named, mail.address != BOARDS['hwb'][1], f'{mail.to}: {entry.words}')

    def test_nobodys_first_message_about_an_item_threatens(self):
        heard = set()
        for mail in self.to_people():
            self.assertNotIn('Urgent', mail.subject, 'nothing here is critical')
            for entry in mail.entries:
                about_chasing = not entry.ref
                if about_chasing or (mail.address, entry.ref, entry.what) in heard:
                    continue
                heard.add((mail.address, entry.ref, entry.what))
                self.assertIn(entry.ask, ('Where does this stand?', 'Can you settle what the plan means here?',
                                          'Please check the evidence, and mark it as verified or open it again.'))
                self.assertNotIn('This goes to', entry.words, f'{mail.to} is warned before being asked')
        self.assertGreater(len(heard), 28)

    def test_no_message_reproaches(self):
        for mail in self.mails:
            for entry in mail.entries:
                chaser = ' '.join(line for line in entry.words.splitlines() if not line.startswith('In the plan: ')).lower()
                for word in ('overdue', 'missed', 'fail', ' late ', 'escalat'):
                    self.assertNotIn(word, chaser)

    def test_an_escalation_says_who_has_not_answered(self):
        mail = next(mail for mail in self.to_people() if mail.to == ASSOCIATE)
        self.assertEqual(mail.day, day('2017-10-16'))
        for entry in mail.entries:
            self.assertIn(f'No answer yet from {NURSE}, told on 2 October 2017.', entry.words)

    def test_no_board_hears_before_its_fair_warning_and_two_working_days(self):
        warned = {}
        for mail in self.to_people():
            for entry in mail.entries:
                if 'This goes to the papers of the' in entry.words:
                    warned.setdefault((entry.ref, entry.what), mail.day)
        for mail in self.packs():
            self.assertGreater(mail.day, self.calendar.add(BEGIN, 10))
            for entry in mail.entries:
                self.assertGreaterEqual(mail.day, self.calendar.add(warned[entry.ref, entry.what], 2))

    def test_a_warning_names_the_day_on_which_the_papers_go(self):
        papers = {(mail.to, mail.at.strftime('%A ') + f'{mail.day.day} ' + mail.at.strftime('%B %Y'), entry.ref, entry.what)
                  for mail in self.packs() for entry in mail.entries}
        for mail in self.to_people():
            for entry in mail.entries:
                line = next((line for line in entry.words.splitlines() if 'goes to the papers' in line), None)
                if line is None:
                    continue
                board, _, rest = line.removeprefix('This goes to the papers of the ').partition(' on ')
                self.assertIn((board, rest.partition(',')[0], entry.ref, entry.what), papers)
                self.assertIn('unless', rest)

    def test_nothing_leaves_outside_the_window_or_on_a_day_off(self):
        for mail in self.mails:
            self.assertTrue(self.calendar.works(mail.day), mail.at)
            self.assertTrue('08:30' <= f'{mail.at:%H:%M}' < '17:30', mail.at)

    def test_a_person_gets_at_most_one_digest_a_day(self):
        days = collections.Counter((mail.address, mail.day) for mail in self.to_people())
        self.assertEqual(set(days.values()), {1})

    def test_an_alert_is_one_entry_of_a_message(self):
        for mail in self.mails:
            said = collections.Counter((entry.ref, entry.what) for entry in mail.entries)
            self.assertEqual([key for key, times in said.items() if times > 1], [], f'{mail.at} {mail.to}')

    def test_reminders_back_off(self):
        days = collections.defaultdict(list)
        for told in self.story:
            for item in told['items']:
                if item['kind'] in ('ask', 'reminder') and item['step'] == 'owner':
                    days[item['ref'], item['party'], item['rule']].append(day(told['at'][:10]))
        self.assertEqual(len(days), 25)
        for said in days.values():
            self.assertEqual([(later - earlier).days for earlier, later in zip(said, said[1:])], [14, 28, 28, 28])

    def test_a_leavers_items_go_to_the_keeper_who_reads_that_nobody_holds_the_role(self):
        self.assertTrue(any(mail.to == LEAVER for mail in self.mails))
        self.assertFalse([mail for mail in self.mails if mail.to == LEAVER and mail.day > LEFT])
        vacant = [entry for mail in self.mails if mail.to == KEEPER and mail.day > LEFT and mail.kind in delivered.TO_PEOPLE
                  for entry in mail.entries if f"Nobody holds '{LEAVER}'" in entry.words]
        self.assertEqual(sorted((entry.ref, self.party_of(entry)) for entry in vacant),
                         [('16.2', 'BTH'), ('17.1', 'BTH'), ('17.3', 'BTH')])

    def test_the_cover_gets_what_is_theirs_and_is_told_so(self):
        week = [mail for mail in self.mails if AWAY[0] <= mail.day <= AWAY[1]]
        self.assertFalse([mail for mail in week if mail.to == NURSE])
        mail, = [mail for mail in week if mail.to == ASSOCIATE]
        covered = [entry for entry in mail.entries if f'For {NURSE}, who is away until 27 October 2017' in entry.words]
        self.assertEqual(len(covered), 8)
        self.assertTrue(any(mail.to == NURSE for mail in self.mails if mail.day > AWAY[1]), 'back again')

    def test_what_is_doubtful_goes_to_the_keeper_alone_and_no_further(self):
        doubtful = [(mail, entry) for mail in self.mails for entry in mail.entries
                    if entry.ref == '27' or (entry.ref == '26.1' and 'GMW' in entry.what)]
        self.assertTrue(doubtful)
        self.assertEqual({mail.to for mail, _ in doubtful}, {KEEPER})
        for _, entry in doubtful:
            self.assertEqual(entry.ask, 'Can you settle what the plan means here?')
            self.assertIn('In doubt:', entry.words)

    def test_messages_a_person_do_not_grow(self):
        weeks = collections.Counter((mail.to, (mail.day - BEGIN).days // 7) for mail in self.to_people())
        for who in {mail.to for mail in self.to_people()}:
            first, last = (sum(weeks[who, week] for week in span) for span in (range(6), range(11, 17)))
            self.assertLessEqual(last, max(first, 2), who)


if __name__ == '__main__':
    unittest.main()
