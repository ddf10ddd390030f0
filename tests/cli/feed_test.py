#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A plan that lives in another system and is fed from a script, again and again."""
import json
import os
import subprocess
import unittest

from chaser_cli import BIN, CliTest

TRACKER = [
    {'ID': 'T-101', 'Action': 'Publish the safeguarding policy', 'Owner': 'Head of safeguarding', 'Due date': '2027-03-31', 'RAG': 'Amber'},
    {'ID': 'T-102', 'Action': 'Train the front desk', 'Owner': 'Customer services manager', 'Due date': '2027-06-30', 'RAG': 'Green'},
    {'ID': 'T-103', 'Action': 'Close the old referral form', 'Owner': 'Head of safeguarding', 'Due date': '2027-09-30', 'RAG': 'Green'},
]


def ndjson(records):
    return ''.join(json.dumps(record) + '\n' for record in records)


def csv(records):
    lines = [','.join(records[0])]
    return '\n'.join(lines + [','.join(record.values()) for record in records]) + '\n'


class Feed(CliTest):
    def feed(self, records, *more, expect=0, form='ndjson'):
        text = records if isinstance(records, str) else {'ndjson': ndjson, 'csv': csv}[form](records)
        return self.chaser('import', '-', '--format', form, '--key', 'ID', '--plan', 'tracker', '--json', *more, stdin=text, expect=expect)

    def refs(self):
        return [ref for ref, in self.sql('SELECT ref FROM action WHERE closed_at IS NULL ORDER BY position')]

    def dump(self):
        tables = [name for name, in self.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: self.sql(f'SELECT * FROM "{table}"') for table in tables}

    def test_the_key_becomes_the_number_and_both_formats_say_the_same(self):
        report = json.loads(self.feed(TRACKER).stdout)
        self.assertEqual(report['actions']['new'], 3)
        self.assertEqual(self.refs(), ['T-101', 'T-102', 'T-103'])
        self.assertEqual(self.sql('SELECT due FROM milestone ORDER BY action_id'), [('2027-03-31',), ('2027-06-30',), ('2027-09-30',)])
        before = self.dump()
        report = json.loads(self.feed(TRACKER, form='csv').stdout)
        self.assertEqual(report['actions'], {'new': 0, 'changed': 0, 'unchanged': 3, 'gone': 0, 'closed': 0, 'reopened': 0})
        self.assertEqual(self.dump(), before)

    def test_a_record_that_was_moved_and_reworded_is_the_same_record(self):
        self.feed(TRACKER)
        self.chaser('update', 'T-102', 'progress=Half of the desk is trained')
        ids = dict(self.sql('SELECT ref, id FROM action'))
        # The words of 102 and 103 change places: whoever went by the words would take the one for the other.
        reworded = [dict(TRACKER[2], Action=TRACKER[1]['Action']), TRACKER[0], dict(TRACKER[1], Action=TRACKER[2]['Action'])]
        report = json.loads(self.feed(reworded).stdout)
        self.assertEqual(report['actions'], {'new': 0, 'changed': 2, 'unchanged': 1, 'gone': 0, 'closed': 0, 'reopened': 0})
        self.assertEqual(dict(self.sql('SELECT ref, id FROM action')), ids)
        self.assertEqual(self.sql("SELECT action, progress FROM action WHERE ref = 'T-102'"),
                         [('Close the old referral form', 'Half of the desk is trained')])

    def test_a_partial_feed_leaves_the_others_alone(self):
        self.feed(TRACKER)
        late = dict(TRACKER[1], **{'Due date': '2027-07-31'})
        fresh = {'ID': 'T-104', 'Action': 'Audit the new form', 'Due date': '2027-12-31'}
        report = json.loads(self.feed([late, fresh], '--partial').stdout)
        self.assertEqual(report['actions'], {'new': 1, 'changed': 1, 'unchanged': 0, 'gone': 0, 'closed': 0, 'reopened': 0})
        self.assertEqual(self.refs(), ['T-101', 'T-102', 'T-103', 'T-104'])
        self.assertEqual(self.sql("SELECT due, slips FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = 'T-102'"),
                         [('2027-07-31', 1)])
        # The columns of the whole feed stay the plan's, and the whole feed is an update without conflicts again.
        self.assertEqual([column['heading'] for column in self.columns()], list(TRACKER[0]))
        report = json.loads(self.feed([TRACKER[0], late, TRACKER[2], fresh]).stdout)
        self.assertEqual((report['actions'], report['conflicts']), ({'new': 0, 'changed': 0, 'unchanged': 4, 'gone': 0, 'closed': 0, 'reopened': 0}, []))

    def test_a_partial_feed_with_fewer_columns_takes_nothing_away(self):
        self.feed(TRACKER)
        self.feed([{'ID': 'T-101', 'RAG': 'Red', 'Action': TRACKER[0]['Action']}], '--partial')
        self.assertEqual(self.sql("SELECT rag FROM action WHERE ref = 'T-101'"), [('red',)])
        self.assertEqual(self.sql("SELECT role FROM owner o JOIN action a ON a.id = o.action_id WHERE ref = 'T-101'"),
                         [('Head of safeguarding',)])
        report = json.loads(self.feed([dict(TRACKER[0], RAG='Red', **{'Due date': '2027-04-30'}), *TRACKER[1:]]).stdout)
        self.assertEqual((report['actions']['changed'], report['conflicts']), (1, []))

    def doubts(self):
        return self.sql('SELECT kind, ref, part, text, hint FROM doubt ORDER BY kind, ref, part, text, hint')

    def test_a_partial_feed_needs_no_more_than_the_key_and_what_is_new(self):
        self.feed(TRACKER)
        before = self.columns()
        for _ in range(2):
            self.feed([{'ID': 'T-101', 'Progress': 'Drafted'}], '--partial')
            self.assertEqual(self.sql("SELECT progress, rag, action FROM action WHERE ref = 'T-101'"),
                             [('Drafted', 'amber', TRACKER[0]['Action'])])
        self.assertEqual([c['heading'] for c in self.columns()], [c['heading'] for c in before] + ['Progress'])
        self.feed([{'ID': 'T-101', 'Progress': 'Published'}], '--partial')
        self.assertEqual(self.sql("SELECT progress FROM action WHERE ref = 'T-101'"), [('Published',)])

    def test_a_partial_feed_of_a_plan_that_is_not_there_says_what_comes_first(self):
        said = self.feed([{'ID': 'T-101', 'Progress': 'Drafted'}], '--partial', expect=3).stderr
        self.assertIn("there is no plan 'tracker' yet", said)
        self.assertIn('without --partial', said)
        self.feed(TRACKER[:1], '--partial')  # what says enough of each record begins one all the same
        self.assertEqual(self.sql('SELECT ref FROM action'), [('T-101',)])

    def test_what_a_record_does_not_name_is_read_beside_what_it_names(self):
        dated = [dict(TRACKER[0], **{'Revised date': '2027-05-31'}), dict(TRACKER[1], **{'Revised date': ''})]
        due = "SELECT due, slips FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = 'T-101'"
        self.feed(dated)
        self.assertEqual(self.sql(due), [('2027-05-31', 1)])
        # A later revision alone, and the first date alone: one is a slip, the other is nothing new.
        self.feed([{'ID': 'T-101', 'Revised date': '2027-07-31'}], '--partial')
        self.assertEqual(self.sql(due), [('2027-07-31', 2)])
        report = json.loads(self.feed([{'ID': 'T-101', 'Due date': '2027-03-31'}], '--partial').stdout)
        self.assertEqual((report['actions']['changed'], report['conflicts']), (0, []))
        self.assertEqual(self.sql(due), [('2027-07-31', 2)])

    def test_a_key_that_a_record_lacks_says_nothing_and_null_says_that_there_is_nothing(self):
        self.feed(TRACKER)
        bare = {'ID': 'T-101', 'Action': TRACKER[0]['Action']}
        report = json.loads(self.feed([bare, *TRACKER[1:]]).stdout)
        self.assertEqual((report['actions']['unchanged'], report['conflicts']), (3, []))
        self.assertEqual(self.sql('SELECT count(*) FROM milestone'), [(3,)])
        report = json.loads(self.feed([dict(bare, **{'Due date': None}), *TRACKER[1:]]).stdout)
        self.assertEqual(report['actions']['changed'], 1)
        self.assertEqual(self.sql('SELECT count(*) FROM milestone'), [(2,)])

    def test_a_column_that_no_record_names_comes_back_without_a_conflict(self):
        hour = [[dict(record, Progress=text) for record in TRACKER] for text in ('Begun', 'Finished')]
        self.feed(hour[0])
        for form in ('ndjson', 'csv'):
            report = json.loads(self.feed(TRACKER, form=form).stdout)
            self.assertEqual((report['actions']['unchanged'], report['conflicts']), (3, []))
            self.assertEqual([d['text'] for d in report['doubts'] if 'its values stay' in d['hint']], ['Progress'])
        report = json.loads(self.feed(hour[1]).stdout)
        self.assertEqual((report['actions']['changed'], report['conflicts']), (3, []))
        self.assertEqual(self.sql('SELECT DISTINCT progress FROM action'), [('Finished',)])

    def test_a_partial_feed_leaves_the_doubts_about_others_and_says_nothing_of_the_plan(self):
        odd = [dict(TRACKER[0], **{'Due date': 'soon enough'}), dict(TRACKER[1], **{'Due date': 'when ready'}), TRACKER[2]]
        self.feed(odd)
        before = self.doubts()
        self.assertEqual(len([d for d in before if d[0] == 'date']), 2)
        report = json.loads(self.feed([{'ID': 'T-102', 'Due date': '2027-06-30'}], '--partial').stdout)
        self.assertEqual([d for d in report['doubts'] if not d['ref']], [])
        self.assertEqual(self.doubts(), [d for d in before if d[1] != 'T-102' or d[0] != 'date'])

    def test_a_partial_feed_with_nothing_in_it_is_nothing_new(self):
        self.feed(TRACKER)
        before = self.dump()
        for text, form in (('', 'ndjson'), ('\n', 'csv'), ('ID,Progress\n', 'csv')):
            report = json.loads(self.feed(text, '--partial', form=form).stdout)
            self.assertEqual((report['rows'], report['actions']['new']), (0, 0))
            self.assertEqual(self.dump(), before)

    def test_a_mapping_and_a_title_given_once_are_given_for_the_plan(self):
        records = [dict(record, Zebra='Begun') for record in TRACKER]
        self.feed(records, '--map', 'Zebra=progress', '--title', 'The tracker')
        self.feed([dict(record, Zebra='Half') for record in TRACKER])
        self.assertEqual(self.sql('SELECT DISTINCT progress FROM action'), [('Half',)])
        self.assertEqual(self.sql('SELECT title FROM plan'), [('The tracker',)])

    def columns(self):
        return json.loads(self.sql('SELECT columns FROM plan')[0][0])

    def test_what_is_gone_is_reported_and_closed_only_when_asked(self):
        self.feed(TRACKER)
        report = json.loads(self.feed(TRACKER[:2]).stdout)
        self.assertEqual(report['actions']['gone'], 1)
        self.assertEqual(self.refs(), ['T-101', 'T-102', 'T-103'])
        self.feed(TRACKER[:2], '--withdraw-missing')
        self.assertEqual(self.refs(), ['T-101', 'T-102'])

    def test_a_feed_that_broke_off_changes_nothing(self):
        self.feed(TRACKER)
        before = self.dump()
        whole = ndjson(TRACKER)
        for text, words in [(whole[:-20], 'line 3: is not a whole JSON object'), ('', 'is empty'),
                            (ndjson([TRACKER[0], {'Action': 'No key'}]), "row 2 has nothing under 'ID'"),
                            (ndjson([TRACKER[0], TRACKER[0]]), 'rows 1 and 2 have the same key'),
                            ('<html>502 Bad Gateway</html>\n', 'line 1: is not a whole JSON object')]:
            for more in [(), ('--withdraw-missing',)]:
                refused = self.feed(text, *more, expect=3)
                self.assertIn(words, refused.stderr)
                self.assertEqual(self.dump(), before)
        # Headings without records: an export that failed late is not a plan from which everything was withdrawn.
        self.assertIn('no rows', self.feed('ID,Action,Due date\n', '--withdraw-missing', form='csv', expect=3).stderr)
        self.assertEqual(self.dump(), before)

    def test_what_does_not_go_together_is_said(self):
        self.assertIn('--plan', self.chaser('import', '-', '--format', 'csv', '--key', 'ID', stdin='ID,Action\n1,x\n', expect=2).stderr)
        self.assertIn('--format', self.chaser('import', '-', '--plan', 'p', stdin='ID,Action\n1,x\n', expect=2).stderr)
        self.assertIn('--key', self.chaser('import', '-', '--plan', 'p', '--format', 'csv', '--partial', stdin='ID,Action\n', expect=2).stderr)
        self.assertIn('--partial', self.feed(TRACKER, '--partial', '--withdraw-missing', expect=2).stderr)
        plan = self.write('plan.csv', 'ID,Action,Due date\n1,Train,May 2027\n')
        self.assertIn('--format', self.chaser('import', plan, '--format', 'csv', expect=2).stderr)
        self.assertIn('more than a year', self.chaser('import', plan, '--as-of', '2204-01-01', expect=2).stderr)
        self.assertIn("there is no column 'ID'", self.feed([{'Number': 1, 'Action': 'x'}], expect=2).stderr)

    def test_the_script_of_the_manual_does_not_import_when_the_query_failed(self):
        """docs/feeds.md in small: query into a file, then import it; a query that fails half-way must not be imported."""
        script = self.write('feed', '#!/bin/sh\nset -eu\n"$1" > export.ndjson\n'
                            'exec "$CHASER" --database plan.db import - --format ndjson --key ID --plan tracker < export.ndjson\n')
        good = self.write('good', '#!/bin/sh\ncat <<END\n' + ndjson(TRACKER) + 'END\n')
        bad = self.write('bad', '#!/bin/sh\ncat <<END\n' + ndjson(TRACKER[:1]) + 'END\nexit 1\n')
        for file in (script, good, bad):
            os.chmod(file, 0o755)

        def run(query):
            return subprocess.run([script, query], cwd=self.folder, env=dict(os.environ, CHASER=os.path.join(BIN, 'chaser')),
                                  capture_output=True, text=True, timeout=60, check=False)
        done = run(good)
        self.assertEqual(done.returncode, 0, done.stderr)
        before = self.dump()
        self.assertEqual(run(bad).returncode, 1)
        self.assertEqual(self.dump(), before)
        self.assertIn('nothing', run(good).stdout.lower())


if __name__ == '__main__':
    unittest.main()
