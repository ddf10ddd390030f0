#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`chaser papers`: those who prepare a meeting look at the draft, hold an item back, drop one, write a note beside one, and
the papers that leave differ from the draft by exactly that. The mail is read by Python's own parser."""
import email
import email.policy
import glob
import io
import json
import os
import re
import unittest
import zipfile

from chaser_cli import SOURCE, CliTest
from delivered import read_maildir

BOARD = 'Improvement board'
MEETING = '2017-11-07'  # its draft is of 24 October, its papers of 31 October
PLAN = '''Ref,Action,Owner,Due
1.1,Agree the protocol with the trust,Ann Field,31/12/2017 (A)
1.2,Publish the local offer,Ann Field,31/12/2017 (A)
1.3,Train the front desk,Ann Field,31/12/2017 (A)
1.4,Audit the waiting list,Ann Field,31/12/2017 (A)
'''
CONTACTS = '''contacts:
  - {{name: Ann Field, email: ann@council.example}}
  - {{name: Sam Clerk, email: sam@council.example, roles: [Committee officer]}}
  - {{name: Pat Shaw, email: pat@council.example, roles: [Programme manager]}}
boards:
  - name: Improvement board
    also: [Programme board]
    email: board@council.example
    secretary: Committee officer
    public: {public}
    attach: {attach}
    attach_format: {format}
    meets: {{every: first tuesday, papers: 5wd, cut_off: 10wd}}
plans:
  - {{key: north, coordinator: Programme manager, board: Improvement board, sensitive: {sensitive}}}
'''
RULES = '''rules:
  - id: for-the-board
    summary: Somebody says that this is for the board
    over: action
    when: comments contains "for the board"
    severity: warning
    ladder: [{tell: board}]
'''


class PapersTest(CliTest):
    SETTINGS = {'public': 'false', 'attach': 'items', 'format': 'xlsx', 'sensitive': 'false'}

    def setUp(self):
        super().setUp()
        os.mkdir(self.path('rules.d'))
        for path in glob.glob(os.path.join(SOURCE, 'etc', 'rules.d', '*.yaml')):
            self.write(os.path.join('rules.d', os.path.basename(path)), '')
        self.write('rules.d/own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS.format(**self.SETTINGS))
        self.write('chaser.yaml', 'database: plan.db\ndeliver: maildir\nmaildir: mail\ndomain: council.example\n')
        self.chaser('import', self.write('plan.csv', PLAN), '--plan', 'north', '--title', 'North plan', '--as-of', '2017-10-01')
        self.until('2017-10-02', '2017-10-24', '2017-10-03 10:00 sql UPDATE action SET comments = \'for the board\'')

    def until(self, begin, end, *events):
        arguments = [word for event in events for word in ('--event', event)]
        done = self.run_program('chaserd-sim', '--config', 'chaser.yaml', '--from', begin, '--to', end, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)

    def papers(self, *arguments, expect=0):
        done = self.run_program('chaser', '--config', 'chaser.yaml', 'papers', *arguments, '--on', '2017-10-26')
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done

    def say(self, word, ref, *arguments, by='Sam Clerk', expect=0):
        return self.papers(word, BOARD, MEETING, ref, '--as', by, *arguments, expect=expect)

    def mails(self, kind, day):
        return [mail for mail in read_maildir(self.path('mail')) if mail.kind == kind and mail.day.isoformat() == day]

    def attached(self, kind):
        """The files of the first message of that kind, by name, with their types."""
        for path in sorted(glob.glob(self.path('mail/new/*'))):
            with open(path, 'rb') as file:
                message = email.message_from_binary_file(file, policy=email.policy.default)
            if message['X-Chaser-Kind'] == kind:
                return {part.get_filename(): (part.get_content_type(), part.get_payload(decode=True))
                        for part in message.iter_attachments()}
        return self.fail(f'no {kind} was sent')

    def refs(self, mail):
        return [entry.ref for entry in mail.entries]


class Papers(PapersTest):
    def test_the_draft_is_listed_with_what_would_go(self):
        (listed,) = json.loads(self.papers(BOARD, '--json').stdout)
        self.assertEqual((listed['board'], listed['meeting'], listed['cut_off'], listed['papers'], listed['stage']),
                         (BOARD, MEETING, '2017-10-24', '2017-10-31', 'draft'))
        self.assertEqual([(item['ref'], item['goes'], item['times'], item['mark']) for item in listed['items']],
                         [(ref, True, 1, None) for ref in ('1.1', '1.2', '1.3', '1.4')])
        drafted = self.mails('pack-draft', '2017-10-24')
        self.assertEqual(sorted(mail.to for mail in drafted), ['Pat Shaw', 'Sam Clerk'])
        for mail in drafted:
            self.assertEqual(self.refs(mail), [item['ref'] for item in listed['items']])
        said = self.papers().stdout
        self.assertIn('Improvement board, meeting of Tuesday 7 November 2017\n', said)
        self.assertIn('4 of 4 items would go.', said)

    def test_the_papers_differ_from_the_draft_by_what_was_said_and_nothing_else(self):
        self.assertIn('it comes to the next meeting', self.say('hold', '1.1', '--note', 'the trust is not ready').stdout)
        self.say('drop', '1.2', by='Programme manager')
        self.say('annotate', '1.3', '--note', 'The desk moved in October')
        said = self.papers(BOARD, MEETING).stdout
        self.assertIn('held back by Sam Clerk: the trust is not ready', said)
        self.assertIn('dropped by Pat Shaw', said)
        self.assertIn('Said of the draft: 1 held back, 1 dropped and 1 with a note.\n2 of 4 items would go.', said)
        self.until('2017-10-26', '2017-12-01',
                   '2017-11-08 10:00 sql INSERT INTO decision (board, meeting_on, action_id, decision, note)'
                   " SELECT 'Improvement board', '2017-11-07', id, 'return', 'who pays for it?' FROM action WHERE ref = '1.4'")

        (first,) = self.mails('pack', '2017-10-31')
        self.assertEqual(self.refs(first), ['1.3', '1.4'])
        self.assertIn('Note: The desk moved in October. – Sam Clerk.', first.text)
        self.assertNotIn('the trust is not ready', first.text)
        (second,) = self.mails('pack', '2017-11-28')
        self.assertEqual(self.refs(second), ['1.1', '1.3', '1.4'])
        self.assertNotIn('The desk moved', second.text, 'a note is for one meeting')
        self.assertIn('Improvement board sent it back on 7 November 2017: who pays for it?', second.text)
        times = {entry.ref: '2nd time' in entry.words for entry in second.entries}
        self.assertEqual(times, {'1.1': False, '1.3': True, '1.4': True}, 'what was held back is new to the board')

        (dropped,) = self.sql("SELECT item.reason, item.reason_detail FROM item JOIN alert ON alert.id = alert_id WHERE ref = '1.2'")
        self.assertEqual(dropped, ('silenced-by', 'Pat Shaw, who left it out of the papers of the Improvement board'))
        what = [(row['what'], row['actor'], row['ref'], row['after'])
                for row in json.loads(self.chaser('audit', '--json').stdout) if row['what'].startswith('papers.')]
        self.assertEqual(what, [('papers.hold', 'Sam Clerk', '1.1', f'{BOARD}, {MEETING}: the trust is not ready'),
                                ('papers.drop', 'Pat Shaw', '1.2', f'{BOARD}, {MEETING}'),
                                ('papers.annotate', 'Sam Clerk', '1.3', f'{BOARD}, {MEETING}: The desk moved in October')])
        self.chaser('audit', '--verify')
        self.assertIn('held back from the papers of Improvement board', self.chaser('history', '1.1').stdout)

    def test_what_is_released_goes(self):
        self.say('hold', '1.1')
        self.say('drop', '1.2')
        self.assertIn('in the papers again', self.say('release', '1.1', by='Pat Shaw').stdout)
        self.say('release', '1.2')
        self.assertIn("nothing was said of '1.3'", self.say('release', '1.3', expect=3).stderr)
        self.until('2017-10-26', '2017-10-31')
        (pack,) = self.mails('pack', '2017-10-31')
        self.assertEqual(self.refs(pack), ['1.1', '1.2', '1.3', '1.4'])

    def test_who_does_not_prepare_the_meeting_may_not(self):
        refused = self.say('hold', '1.1', by='Ann Field', expect=3).stderr
        self.assertIn("'Ann Field' does not prepare the papers of the Improvement board", refused)
        self.assertIn('Sam Clerk or Pat Shaw', refused)
        self.assertEqual(self.sql('SELECT count(*) FROM paper_mark'), [(0,)])

    def test_what_cannot_be_said_is_refused_with_what_to_do(self):
        self.assertIn("'9.9' is not in the papers", self.say('hold', '9.9', expect=3).stderr)
        self.assertIn("did you mean 'Improvement board'", self.papers('Improvment board', expect=3).stderr)
        self.assertIn('does not meet on 8 November 2017', self.papers(BOARD, '2017-11-08', expect=3).stderr)
        self.papers('annotate', BOARD, MEETING, '1.1', '--as', 'Sam Clerk', expect=2)
        self.say('drop', '1.1')
        self.assertIn('take that back first', self.say('annotate', '1.1', '--note', 'x', expect=3).stderr)
        early = self.papers('hold', BOARD, '2017-12-05', '1.3', '--as', 'Sam Clerk', expect=3).stderr
        self.assertIn('are a draft from 21 November 2017 to 28 November 2017', early)

    def test_papers_that_have_left_are_not_changed(self):
        self.until('2017-10-26', '2017-10-31')
        done = self.run_program('chaser', '--config', 'chaser.yaml', 'papers', 'hold', BOARD, MEETING, '1.1', '--as', 'Sam Clerk',
                                '--on', '2017-10-31')
        self.assertEqual(done.returncode, 3)
        self.assertIn('have left', done.stderr)


class Attached(PapersTest):
    """The papers carry a table of their items in the plan's own columns."""
    NAME = 'North plan, 7 November 2017.xlsx'

    def test_the_papers_and_their_draft_carry_their_own_items_as_a_workbook(self):
        self.say('hold', '1.1')
        self.until('2017-10-26', '2017-10-31')
        self.assertEqual(list(self.attached('pack-draft')), [self.NAME])
        ((name, (kind, workbook)),) = self.attached('pack').items()
        self.assertEqual((name, kind), (self.NAME, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'))
        with open(self.path('attached.xlsx'), 'wb') as file:
            file.write(workbook)
        read = self.chaser_json('import', self.path('attached.xlsx'), '--plan', 'again', '--dry-run')
        self.assertEqual(read['rows'], 3, 'what was held back is not in it')
        words = zipfile.ZipFile(io.BytesIO(workbook)).read('xl/sharedStrings.xml').decode()
        self.assertIn('North plan: papers of the Improvement board, 7 November 2017', words)
        self.assertIn('Publish the local offer', words)
        self.assertNotIn('Agree the protocol', words)
        (pack,) = self.mails('pack', '2017-10-31')
        self.assertIn(f'Attached as a table: {self.NAME}.', pack.text)

    def test_the_seal_that_papers_print_fits_the_record_until_it_is_rewritten(self):
        self.until('2017-10-26', '2017-10-31')
        (pack,) = self.mails('pack', '2017-10-31')
        seal = re.search(r'Seal of the record: (\d+:[0-9a-f]{16})\.', pack.text).group(1)
        self.assertIn('is the one whose seal was printed', self.chaser('audit', '--against', seal).stdout)
        self.assertTrue(self.chaser_json('audit', '--against', seal)['valid'])
        other = seal[:-1] + ('0' if seal[-1] != '0' else '1')
        self.assertIn('was rewritten since', self.chaser('audit', '--against', other, expect=1).stdout)
        self.chaser('audit', '--against', 'yesterday', expect=2)
        self.sql("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
        self.chaser('audit', '--against', seal, expect=1)


class AttachedPlan(PapersTest):
    SETTINGS = {**PapersTest.SETTINGS, 'attach': 'plan', 'format': 'csv'}

    def test_all_of_the_plan_goes_as_csv(self):
        self.say('hold', '1.1')
        self.until('2017-10-26', '2017-10-31')
        ((name, (kind, table)),) = self.attached('pack').items()
        self.assertEqual((name, kind), ('North plan, 7 November 2017.csv', 'text/csv'))
        self.assertIn('Agree the protocol', table.decode('utf-8-sig'))
        self.assertIn('Ann Field', table.decode('utf-8-sig'))


class AttachedNothing(PapersTest):
    SETTINGS = {**PapersTest.SETTINGS, 'attach': 'none'}

    def test_nothing_is_attached(self):
        self.until('2017-10-26', '2017-10-31')
        self.assertEqual(self.attached('pack'), {})
        (pack,) = self.mails('pack', '2017-10-31')
        self.assertNotIn('Attached', pack.text)


class SensitivePlan(PapersTest):
    SETTINGS = {**PapersTest.SETTINGS, 'sensitive': 'true'}

    def test_papers_give_counts_and_no_table(self):
        self.until('2017-10-26', '2017-10-31')
        self.assertEqual(self.attached('pack'), {})
        (pack,) = self.mails('pack', '2017-10-31')
        self.assertIn("4 actions of the plan 'north' are new.", pack.text)
        for kept in ('1.1', 'protocol', 'North plan', 'for the board', 'Ann Field'):
            self.assertNotIn(kept, pack.subject + pack.text)


class PublicPapers(PapersTest):
    """Papers that anybody may read bear no names and no notes."""
    SETTINGS = {**PapersTest.SETTINGS, 'public': 'true', 'attach': 'plan', 'format': 'csv'}

    def test_their_table_has_no_names_or_notes(self):
        self.until('2017-10-26', '2017-10-31')
        ((_, (_, table)),) = self.attached('pack').items()
        rows = table.decode('utf-8-sig')
        self.assertIn('Agree the protocol', rows)
        for kept in ('Ann Field', 'Owner', 'for the board', 'Comments'):
            self.assertNotIn(kept, rows)

    def test_a_note_is_refused(self):
        self.assertIn('they bear no notes', self.say('annotate', '1.3', '--note', 'x', expect=3).stderr)

if __name__ == '__main__':
    unittest.main()
