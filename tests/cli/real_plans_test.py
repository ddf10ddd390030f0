#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two real published plans, read as they are."""
import unittest

from chaser_cli import CliTest, shared_plan


class LancashirePlan(CliTest):
    def test_the_word_table_gives_18_actions_and_28_milestones(self):
        report = self.chaser_json('import', shared_plan('lancashire-appendix-a.docx'), '--plan', 'lancashire')
        self.assertEqual(report['plan'], 'lancashire')
        self.assertEqual(report['actions'], {'new': 18, 'changed': 0, 'unchanged': 0, 'gone': 0, 'closed': 0, 'reopened': 0})
        milestones = report['milestones']
        self.assertEqual(milestones['total'], 28)
        self.assertEqual((milestones['indicative'], milestones['agreed'], milestones['unmarked']), (7, 21, 0))
        self.assertEqual(milestones['complete'], 3)

    def rows(self):
        return (self.sql('SELECT ref, part, recommendation, issue, action, by_whom, assurance FROM action ORDER BY id'),
                self.sql('SELECT text, label, party, basis, earliest, due, precision, review, state FROM milestone '
                         'ORDER BY action_id, position'))

    def test_the_csv_gives_the_same_rows(self):
        self.chaser('import', shared_plan('lancashire-appendix-a.docx'), '--plan', 'lancashire')
        from_word = self.rows()
        self.database = self.path('csv.db')
        self.chaser('import', shared_plan('lancashire-appendix-a.csv'), '--plan', 'lancashire')
        self.assertEqual(from_word, self.rows())

    def test_importing_it_again_changes_nothing_at_all(self):
        document = shared_plan('lancashire-appendix-a.docx')
        self.chaser('import', document, '--plan', 'lancashire')
        before = self.counts()
        report = self.chaser_json('import', document, '--plan', 'lancashire')
        self.assertEqual(report['actions'], {'new': 0, 'changed': 0, 'unchanged': 18, 'gone': 0, 'closed': 0, 'reopened': 0})
        self.assertEqual(report['conflicts'], [])
        self.assertEqual(before, self.counts())

    def test_an_indicative_date_passes_on_the_day_after_its_quarter_and_not_before(self):
        self.chaser('import', shared_plan('lancashire-appendix-a.docx'), '--plan', 'lancashire')
        for day, expected in (('2017-09-30', 4), ('2017-10-01', 7)):
            found = self.chaser_json('evaluate', '--plan', 'lancashire', '--on', day)
            passed = [row for row in found if row['rule'] == 'indicative-date-passed']
            self.assertEqual(len(passed), expected, day)
            self.assertEqual(set(passed[0]), {'rule', 'plan', 'ref', 'part', 'party', 'subject', 'text', 'due',
                                              'severity', 'until'})
            self.assertTrue(all(row['due'] < day for row in passed))


class ThurrockPlan(CliTest):
    COLOURS = ['green', 'amber', 'green', 'green', 'blue', 'amber', 'green', 'red', 'green']

    def test_ratings_come_from_the_cells_colours_through_the_legend(self):
        report = self.chaser_json('import', shared_plan('thurrock-cqc-january-2016-shaded.docx'), '--plan', 'thurrock')
        self.assertEqual(report['actions']['new'], 9)
        self.assertEqual([rag for rag, in self.sql('SELECT rag FROM action ORDER BY position')], self.COLOURS)
        self.assertEqual(self.sql("SELECT count(DISTINCT ref) FROM action")[0][0], 8)
        self.assertEqual(self.sql("SELECT part FROM action WHERE ref = '5.1' ORDER BY part"), [(1,), (2,)])
        self.assertEqual(dict(self.sql('SELECT colour, status FROM rag_key')),
                         {'red': 'off-track', 'amber': 'at-risk', 'green': 'on-track', 'blue': 'complete'})

    def test_ongoing_with_a_review_is_a_review_date(self):
        self.chaser('import', shared_plan('thurrock-cqc-january-2016-shaded.docx'), '--plan', 'thurrock')
        found = self.sql("SELECT m.state, m.due, m.review FROM milestone m JOIN action a ON a.id = m.action_id "
                         "WHERE a.ref = '5.1' AND a.part = 2")
        self.assertEqual(found, [('ongoing', '2016-03-31', 1)])

    def test_an_empty_rating_column_is_one_note_and_not_one_doubt_a_row(self):
        report = self.chaser_json('import', shared_plan('thurrock-cqc-january-2016.docx'), '--plan', 'thurrock')
        self.assertEqual(len([doubt for doubt in report['doubts'] if doubt['kind'] == 'rag']), 1)


if __name__ == '__main__':
    unittest.main()
