#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A year of an invented plan: twelve monthly versions of its document, and answers given in the database between them.

What is expected of each month stands in MONTHS, derived from the rules of importing again and not from the program:
  - a due date that moves later is a slip, one that moves earlier is none; the baseline is the first one;
  - progress counts by substance: a text that differs by a date and "no change" is a confirmation;
  - what only the document changed is taken, what only the database changed stays, what both changed waits;
  - a renumbered row keeps its history, and being renumbered is no update;
  - a row that is gone stays open until --withdraw-missing closes it, and opens again when it comes back.
"""
import csv
import datetime
import sqlite3
import unittest
from zoneinfo import ZoneInfo

from chaser_cli import CliTest

LONDON = ZoneInfo('Europe/London')
HEADINGS = ['No', 'Recommendation', 'Owner', 'By when', 'RAG', 'Progress']

NURSES = ['Recruit twelve nurses for the night shift', 'Head of Nursing', '30/06/2025 (A)', 'Green', 'Advert placed.']
RECORDS = ['Audit the records kept on every ward', 'Records manager', '31/08/2025 (I)', 'Amber', 'Sample drawn.']
THEATRE = ['Repair the ventilation of theatre four', 'Estates', '30/09/2025', 'Red', 'Waiting for tenders.']
TRAINING = ['Train all porters in safe lifting', 'Portering manager', '31/12/2025 (I)', 'Green', '']
SIGNS = ['Replace the signs at the north entrance', 'Estates', '31/05/2025 (A)', 'Green', 'Ordered.']
LEAD = ['Appoint a board lead for quality', 'Chair', '30/11/2025 (I)', 'Green', '']
LEAFLET = ['Publish a leaflet for visitors', 'Communications', '28/02/2026 (I)', 'Green', 'Printer asked.']
RECOMMENDATION, OWNER, BY_WHEN, RAG, PROGRESS = range(5)

# By id, which is the order in which they enter.
ID = {'nurses': 1, 'records': 2, 'theatre': 3, 'training': 4, 'signs': 5, 'lead': 6, 'leaflet': 7}


class Expected:
    """Of one action at one month: slips and the days of the last progress, update and change of rating."""

    def __init__(self, ref, due, baseline, slips, rag, progressed, updated, rag_since, closed=False):
        self.row = (ref, due, baseline, slips, rag, progressed, updated, rag_since, closed)


# new, changed, unchanged, gone; conflicts as (ref, field); and what each action says afterwards.
MONTHS = {
    '2025-04-01': ((5, 0, 0, 0), [], {
        'nurses': Expected('1', '2025-06-30', '2025-06-30', 0, 'green', '2025-04-01', '2025-04-01', '2025-04-01'),
        'records': Expected('2', '2025-08-31', '2025-08-31', 0, 'amber', '2025-04-01', '2025-04-01', '2025-04-01'),
        'theatre': Expected('3', '2025-09-30', '2025-09-30', 0, 'red', '2025-04-01', '2025-04-01', '2025-04-01'),
        'training': Expected('4', '2025-12-31', '2025-12-31', 0, 'green', None, '2025-04-01', '2025-04-01'),
        'signs': Expected('5', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-04-01', '2025-04-01')}),
    # The date of 1 moves, 2 is dated anew without news, 3 is amber.
    '2025-05-01': ((0, 3, 2, 0), [], {
        'nurses': Expected('1', '2025-07-31', '2025-06-30', 1, 'green', '2025-04-01', '2025-05-01', '2025-04-01'),
        'records': Expected('2', '2025-08-31', '2025-08-31', 0, 'amber', '2025-04-01', '2025-05-01', '2025-04-01'),
        'theatre': Expected('3', '2025-09-30', '2025-09-30', 0, 'amber', '2025-04-01', '2025-05-01', '2025-05-01'),
        'training': Expected('4', '2025-12-31', '2025-12-31', 0, 'green', None, '2025-04-01', '2025-04-01'),
        'signs': Expected('5', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-04-01', '2025-04-01')}),
    # A row at the top shifts all others. Nurses have answered on 20 May, in the database.
    '2025-06-01': ((1, 5, 0, 0), [], {
        'lead': Expected('1', '2025-11-30', '2025-11-30', 0, 'green', None, '2025-06-01', '2025-06-01'),
        'nurses': Expected('2', '2025-07-31', '2025-06-30', 1, 'green', '2025-05-20', '2025-05-01', '2025-04-01'),
        'records': Expected('3', '2025-08-31', '2025-08-31', 0, 'amber', '2025-04-01', '2025-05-01', '2025-04-01'),
        'theatre': Expected('4', '2025-09-30', '2025-09-30', 0, 'amber', '2025-04-01', '2025-05-01', '2025-05-01'),
        'training': Expected('5', '2025-12-31', '2025-12-31', 0, 'green', None, '2025-04-01', '2025-04-01'),
        'signs': Expected('6', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-04-01', '2025-04-01')}),
    # Signs are gone. The rating of records was set to red with SQL on 15 June; the document now says green.
    '2025-07-01': ((0, 2, 3, 1), [('3', 'rag')], {
        'records': Expected('3', '2025-10-31', '2025-08-31', 1, 'red', '2025-04-01', '2025-07-01', '2025-06-15'),
        'theatre': Expected('4', '2025-09-30', '2025-09-30', 0, 'amber', '2025-07-01', '2025-05-01', '2025-05-01'),
        'signs': Expected('6', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-04-01', '2025-04-01')}),
    # The document repeats the nurses' answer; training has another owner; the conflict is still there.
    '2025-08-01': ((0, 1, 4, 1), [('3', 'rag')], {
        'nurses': Expected('2', '2025-07-31', '2025-06-30', 1, 'green', '2025-05-20', '2025-05-01', '2025-04-01'),
        'records': Expected('3', '2025-10-31', '2025-08-31', 1, 'red', '2025-04-01', '2025-07-01', '2025-06-15'),
        'training': Expected('5', '2025-12-31', '2025-12-31', 0, 'green', None, '2025-08-01', '2025-04-01')}),
    # --prefer document decides; theatre slips.
    '2025-09-01': ((0, 2, 3, 1), [], {
        'records': Expected('3', '2025-10-31', '2025-08-31', 1, 'green', '2025-04-01', '2025-09-01', '2025-09-01'),
        'theatre': Expected('4', '2025-12-31', '2025-09-30', 1, 'amber', '2025-07-01', '2025-09-01', '2025-05-01')}),
    # --withdraw-missing closes signs, whose number goes to something else.
    '2025-10-01': ((1, 0, 5, 1), [], {
        'leaflet': Expected('6', '2026-02-28', '2026-02-28', 0, 'green', '2025-10-01', '2025-10-01', '2025-10-01'),
        'signs': Expected('6 (former)', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-10-01', '2025-04-01',
                          closed=True)}),
    # Signs come back as 7 and are open again; the nurses' date is brought forward, which is no slip.
    '2025-11-01': ((0, 2, 5, 0), [], {
        'nurses': Expected('2', '2025-07-15', '2025-06-30', 1, 'green', '2025-05-20', '2025-11-01', '2025-04-01'),
        'signs': Expected('7', '2025-05-31', '2025-05-31', 0, 'green', '2025-04-01', '2025-11-01', '2025-04-01')}),
    # Theatre and training swap their numbers; the words of records are mended.
    '2025-12-01': ((0, 3, 4, 0), [], {
        'records': Expected('3', '2025-10-31', '2025-08-31', 1, 'green', '2025-04-01', '2025-12-01', '2025-09-01'),
        'theatre': Expected('5', '2025-12-31', '2025-09-30', 1, 'amber', '2025-07-01', '2025-09-01', '2025-05-01'),
        'training': Expected('4', '2025-12-31', '2025-12-31', 0, 'green', None, '2025-08-01', '2025-04-01')}),
    # Theatre slips again; training's first progress text says nothing, which confirms.
    '2026-01-01': ((0, 2, 5, 0), [], {
        'theatre': Expected('5', '2026-03-31', '2025-09-30', 2, 'amber', '2025-07-01', '2026-01-01', '2025-05-01'),
        'training': Expected('4', '2025-12-31', '2025-12-31', 0, 'green', None, '2026-01-01', '2025-04-01')}),
    # Training slips, nurses are blue.
    '2026-02-01': ((0, 2, 5, 0), [], {
        'nurses': Expected('2', '2025-07-15', '2025-06-30', 1, 'blue', '2025-05-20', '2026-02-01', '2026-02-01'),
        'training': Expected('4', '2026-02-28', '2025-12-31', 1, 'green', None, '2026-02-01', '2025-04-01')}),
    # The document is what it was.
    '2026-03-01': ((0, 0, 7, 0), [], {
        'theatre': Expected('5', '2026-03-31', '2025-09-30', 2, 'amber', '2025-07-01', '2026-01-01', '2025-05-01')}),
}

THEATRE_STORY = [
    ('2025-04-01', 'the document', 'entered the plan with 1 date and 1 owner'),
    ('2025-05-01', 'the document', 'rating red -> amber'),
    ('2025-06-01', 'the document', 'renumbered from 3 to 4'),
    ('2025-07-01', 'the document', "progress: 'Contractor chosen.'"),
    ('2025-09-01', 'the document', 'due moved from 30 September 2025 to 31 December 2025 (3 months later, slip 1)'),
    ('2025-12-01', 'the document', 'renumbered from 4 to 5'),
    ('2026-01-01', 'the document', 'due moved from 31 December 2025 to 31 March 2026 (3 months later, slip 2)'),
]


def day_of(instant):
    if instant is None:
        return None
    return datetime.datetime.fromisoformat(instant.replace('Z', '+00:00')).astimezone(LONDON).date().isoformat()


class Year(CliTest):
    maxDiff = None

    def version(self, day, rows):
        """The month's document, as a file of the same name every time."""
        with open(self.path('harbour.csv'), 'w', newline='', encoding='utf-8') as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(rows)
        self.now = day

    def everything(self):
        """Every row of every table: what must not move when nothing was changed."""
        tables = [name for name, in self.sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: sorted(self.sql(f'SELECT * FROM "{table}"'), key=repr) for table in tables}

    def imported(self, *options):
        report = self.chaser_json('import', self.path('harbour.csv'), '--as-of', self.now, *options)
        counts, conflicts, actions = MONTHS[self.now]
        said = report['actions']
        self.assertEqual((said['new'], said['changed'], said['unchanged'], said['gone']), counts, self.now)
        undecided = [(c['ref'], c['field']) for c in report['conflicts'] if c['decided'] is None]
        self.assertEqual(undecided, conflicts, self.now)
        for name, expected in actions.items():
            self.assertEqual(self.state_of(ID[name]), expected.row, f'{name} on {self.now}')
        before = self.everything()
        self.chaser('import', self.path('harbour.csv'), '--as-of', self.now, *options)
        after = self.everything()
        for table, rows in before.items():
            self.assertEqual(rows, after[table], f'{table} on {self.now}: importing again changed it')
        return report

    def state_of(self, action):
        ref, rag, progressed, updated, rag_since, closed = self.sql(
            'SELECT ref, rag, progressed_at, updated_at, rag_since, closed_at FROM action WHERE id = ?', action)[0]
        due, baseline, slips = self.sql('SELECT due, baseline_due, slips FROM milestone WHERE action_id = ?', action)[0]
        return (ref, due, baseline, slips, rag, day_of(progressed), day_of(updated), day_of(rag_since),
                closed is not None)

    def stale(self, day):
        """Refs that the stock rules call stale on that day."""
        rules = {'green-stale', 'at-risk-unreviewed', 'off-track-no-progress'}
        return sorted((row['ref'], row['rule']) for row in self.chaser_json('evaluate', '--on', day)
                      if row['rule'] in rules)

    def story(self, ref):
        told = self.chaser_json('history', ref)['history']
        return [(line['day'], line['who'], line['text']) for line in told]

    def with_sql(self, at, statement):
        """A colleague with the sqlite3 shell, who says when it was so."""
        connection = sqlite3.connect(self.database)
        with connection:
            connection.execute("INSERT INTO setting VALUES ('as_of', ?), ('actor', 'Ward clerk')", (at,))
            connection.execute(statement)
            connection.execute("DELETE FROM setting WHERE name IN ('as_of', 'actor')")
        connection.close()

    def test_a_year_of_monthly_versions(self):
        nurses, records, theatre, training, signs = (list(row) for row in (NURSES, RECORDS, THEATRE, TRAINING, SIGNS))
        lead, leaflet = list(LEAD), list(LEAFLET)

        self.version('2025-04-01', [['1', *nurses], ['2', *records], ['3', *theatre], ['4', *training], ['5', *signs]])
        self.imported()

        nurses[BY_WHEN] = '31/07/2025 (A)'
        records[PROGRESS] = 'Sample drawn. No change, 01/05/2025.'
        theatre[RAG] = 'Amber'
        self.version('2025-05-01', [['1', *nurses], ['2', *records], ['3', *theatre], ['4', *training], ['5', *signs]])
        self.imported()
        self.assertEqual(self.stale('2025-05-10'), [('1', 'green-stale'), ('4', 'green-stale'), ('5', 'green-stale')])

        self.chaser('update', '1', 'progress=Eight nurses appointed.', '--as', 'Head of Nursing', '--as-of', '2025-05-20')
        self.version('2025-06-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training],
                                    ['6', *signs]])
        self.imported()
        # Renumbered a week ago, the two amber rows were last looked at on 1 May all the same.
        self.assertEqual(self.stale('2025-06-08'), [('3', 'at-risk-unreviewed'), ('4', 'at-risk-unreviewed'),
                                                    ('5', 'green-stale'), ('6', 'green-stale')])

        self.with_sql('2025-06-15T10:00:00.000Z', "UPDATE action SET rag = 'red' WHERE ref = '3'")
        records[BY_WHEN] = '31/10/2025 (I)'
        records[RAG] = 'Green'
        theatre[PROGRESS] = 'Contractor chosen.'
        self.version('2025-07-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training]])
        report = self.imported()
        self.assertEqual([row['ref'] for row in report['gone']], ['6'])
        conflict, = report['conflicts']
        self.assertEqual((conflict['base'], conflict['document'], conflict['database']), ('amber', 'green', 'red'))

        nurses[PROGRESS] = 'Eight nurses appointed.'
        training[OWNER] = 'Head of facilities'
        self.version('2025-08-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training]])
        self.imported()
        self.assertEqual(self.sql('SELECT role FROM owner WHERE action_id = ?', ID['training']), [('Head of facilities',)])

        theatre[BY_WHEN] = '31/12/2025'
        self.version('2025-09-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training]])
        self.imported('--prefer', 'document')

        self.version('2025-10-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training],
                                    ['6', *leaflet]])
        report = self.imported('--withdraw-missing')
        self.assertEqual([(row['ref'], row['closed']) for row in report['gone']], [('6 (former)', True)])

        nurses[BY_WHEN] = '15/07/2025 (A)'
        self.version('2025-11-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *theatre], ['5', *training],
                                    ['6', *leaflet], ['7', *signs]])
        report = self.imported('--withdraw-missing')
        self.assertEqual([row['ref'] for row in report['changes'] if row['reopened']], ['7'])

        records[RECOMMENDATION] = 'Audit the records that are kept on every ward'
        self.version('2025-12-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *training], ['5', *theatre],
                                    ['6', *leaflet], ['7', *signs]])
        self.imported()

        theatre[BY_WHEN] = '31/03/2026'
        training[PROGRESS] = 'Ongoing. 01/01/2026'
        self.version('2026-01-01', [['1', *lead], ['2', *nurses], ['3', *records], ['4', *training], ['5', *theatre],
                                    ['6', *leaflet], ['7', *signs]])
        self.imported()

        training[BY_WHEN] = '28/02/2026 (I)'
        nurses[RAG] = 'Blue'
        rows = [['1', *lead], ['2', *nurses], ['3', *records], ['4', *training], ['5', *theatre], ['6', *leaflet],
                ['7', *signs]]
        self.version('2026-02-01', rows)
        self.imported()
        before = self.everything()
        self.version('2026-03-01', rows)
        self.imported()
        self.assertEqual(before, self.everything(), 'an unchanged document with a later date changed something')

        self.assertEqual(self.story('5'), THEATRE_STORY)
        self.assertIn(('2025-06-15', 'Ward clerk', 'rating amber -> red'), self.story('3'))
        self.assertIn(('2025-05-20', 'Head of Nursing', "progress: 'Eight nurses appointed.'"), self.story('2'))
        self.assertIn(('2025-05-01', 'the document',
                       "progress text without news: 'Sample drawn. No change, 01/05/2025.'"), self.story('3'))
        signs_story = [text for _, _, text in self.story('7')]
        self.assertEqual(signs_story[-4:], ['renumbered from 6 to 6 (former)', 'closed',
                                            'renumbered from 6 (former) to 7', 'opened again'])
        self.assertEqual(self.sql('SELECT count(*) FROM action'), [(7,)])

    def test_an_older_version_after_a_newer_one_is_refused_and_changes_nothing(self):
        self.version('2025-05-01', [['1', *NURSES]])
        self.chaser('import', self.path('harbour.csv'), '--as-of', '2025-05-01')
        before = self.everything()
        self.version('2025-04-01', [['1', *NURSES[:PROGRESS], 'Older words.']])
        for extra in ([], ['--dry-run']):
            refused = self.chaser('import', self.path('harbour.csv'), '--as-of', '2025-04-01', *extra, expect=2)
            self.assertIn('2025-05-01', refused.stderr)
            self.assertIn('in their order', refused.stderr)
        self.assertEqual(before, self.everything())
        self.chaser('import', self.path('harbour.csv'), '--as-of', '2025-05-01')
        self.assertEqual(self.sql('SELECT progress FROM action'), [('Older words.',)])

    def test_a_dry_run_says_what_an_import_then_does(self):
        self.version('2025-04-01', [['1', *NURSES], ['2', *RECORDS]])
        self.chaser('import', self.path('harbour.csv'), '--as-of', '2025-04-01')
        self.version('2025-05-01', [['1', *NURSES[:BY_WHEN], '30/09/2025 (A)', 'Red', 'Advert placed twice.'],
                                    ['3', *LEAD]])
        before = self.everything()
        options = ('import', self.path('harbour.csv'), '--as-of', '2025-05-01', '--withdraw-missing')
        text = self.chaser(*options, '--dry-run').stdout
        dry = self.chaser_json(*options, '--dry-run')
        self.assertEqual(before, self.everything())
        self.assertIn('30 Jun 2025 -> 30 Sep 2025 (3 months later)', text)
        self.assertIn('green -> red', text)
        self.assertNotIn('\x1b', text, 'no colours into a pipe')
        done = self.chaser_json(*options)
        self.assertEqual((dry.pop('dry_run'), done.pop('dry_run')), (True, False))
        self.assertEqual(dry, done)

    def test_alerts_follow_a_renumbered_action_and_end_with_one_that_is_withdrawn(self):
        self.write('contacts.yaml', 'contacts:\n  - {name: Rosa Diaz, email: rosa@harbour.example, roles: [Records manager]}\n'
                                    'window: {days: all, from: "00:00", to: "24:00"}\n')
        config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@harbour.example\n'
                                           'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n')
        self.version('2025-04-01', [['1', *NURSES], ['2', *RECORDS]])
        self.chaser('import', self.path('harbour.csv'), '--as-of', self.now)
        self.assertEqual(self.run_program('chaser', '--config', config, 'run', '--once').returncode, 0)
        fired = {row['ref'] for row in self.chaser_json('alerts')}
        self.assertEqual(fired, {'1', '2'})
        self.version('2025-05-01', [['1', *RECORDS]])
        # Dated today: nothing is refused because it came without --as-of.
        self.chaser('import', self.path('harbour.csv'), '--withdraw-missing')
        self.assertEqual(self.run_program('chaser', '--config', config, 'run', '--once').returncode, 0)
        self.assertEqual({row['ref'] for row in self.chaser_json('alerts')}, {'1'})
        self.assertEqual(self.sql("SELECT DISTINCT action_id FROM alert WHERE state <> 'resolved'"), [(ID['records'],)])
        self.assertEqual(self.sql("SELECT count(*) FROM alert WHERE ref = '2'"), [(0,)], 'an alert kept its old number')
        story = [text for _, _, text in self.story('1')]
        self.assertIn('renumbered from 2 to 1', story)
        self.assertTrue(any(text.startswith('Rosa Diaz was told of ') for text in story), story)
        self.assertRegex(self.story('1 (former)')[-1][2], "alert '.*' resolved")

    def test_erased_words_are_told_as_erased(self):
        self.version('2025-04-01', [['1', *NURSES]])
        self.chaser('import', self.path('harbour.csv'), '--as-of', '2025-04-01')
        self.chaser('update', '1', 'progress=A patient complained.', '--as-of', '2025-04-20')
        self.sql("DELETE FROM audit_text WHERE seq = (SELECT max(seq) FROM audit WHERE what = 'action.progress')")
        last = self.chaser_json('history', '1')['history'][-1]
        self.assertTrue(last['erased'])
        self.assertIn('erased', last['text'])
        self.assertNotIn('patient', self.chaser('history', '1').stdout)


if __name__ == '__main__':
    unittest.main()
