#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writing a plan back with the real program: importing what was exported changes nothing in the database."""
import json
import os
import pty
import stat
import subprocess
import unittest

from chaser_cli import BIN, SOURCE, CliTest, shared_plan

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
REAL = ('lancashire-appendix-a.docx', 'lancashire-appendix-a.csv', 'thurrock-cqc-january-2016-shaded.docx',
        'thurrock-cqc-january-2016.csv', 'open-eeast-board-action-tracker.csv', 'open-kmpt-mr-s-action-plan.csv')
# What an import may move though it changes nothing: the base of the next merge, and what it was not sure of.
BASE = {'cell', 'doubt'}


class Export(CliTest):
    def dump(self, leave_out=frozenset()):
        leave_out = leave_out | {'sqlite_sequence'}  # an upsert counts, though it adds no row
        tables = [name for name, in self.sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        contents = {name: self.sql(f'SELECT * FROM "{name}" ORDER BY 1, 2') for name in tables if name not in leave_out}
        if 'cell' in leave_out:
            contents['plan'] = self.sql('SELECT id, key, title, coordinator, board, year_starts FROM plan')
        return contents

    def export(self, name, *options):
        file = self.path(name)
        self.chaser('export', '--plan', 'p', '--output', file, *options)
        return file

    def assert_identity(self, name, leave_out=frozenset()):
        before = self.dump(leave_out)
        report = self.chaser_json('import', self.export(name), '--plan', 'p')
        self.assertEqual((report['actions']['new'], report['actions']['changed'], report['conflicts']), (0, 0, []), name)
        after = self.dump(leave_out)
        for table, rows in before.items():
            self.assertEqual(rows, after[table], f'{name}: {table}')

    def edit_everything(self):
        self.sql("UPDATE milestone SET due = date(due, '+40 days') WHERE due IS NOT NULL AND state = 'open' AND id % 3 = 0")
        self.sql("UPDATE milestone SET basis = 'agreed' WHERE basis = 'indicative' AND id % 2 = 0")
        self.sql("UPDATE milestone SET state = 'complete', completed_on = '2017-06-28', completed_by = 'NCH' WHERE id % 5 = 1")
        self.sql("UPDATE action SET progress = '=cmd|calc' || char(10) || '- done in part' WHERE id % 2 = 0")
        self.sql("UPDATE action SET rag = 'red' WHERE id % 3 = 1")
        self.sql("INSERT INTO owner (action_id, role) SELECT id, 'Chief Nurse' FROM action WHERE id % 4 = 1")
        self.sql("INSERT INTO action (plan_id, ref, action) VALUES (1, 'New 1', 'Write the protocol')")
        self.sql("INSERT INTO milestone (action_id, text, party, basis, due) VALUES ((SELECT max(id) FROM action), 'End of June', "
                 "'NCH', 'indicative', '2017-06-30')")

    def test_the_example_comes_back_from_every_format_that_can_be_read(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        for name in ('plan.xlsx', 'plan.csv'):
            self.assert_identity(name, {'doubt'})
        self.edit_everything()
        # The rows and places that the database alone had are in the document from then on.
        self.chaser('import', self.export('first.csv'), '--plan', 'p')
        for name in ('plan.csv', 'plan.xlsx', 'again.csv'):
            self.assert_identity(name, BASE)

    def test_real_plans_come_back_with_edits_and_without(self):
        for document in REAL:
            source = shared_plan(document)
            for name in ('plan.csv', 'plan.xlsx'):
                with self.subTest(document=document, format=name):
                    self.database = self.path(f'{document}-{name}.db')
                    self.chaser('import', source, '--plan', 'p')
                    # A date that stood above its rows stands in them afterwards: cells of their own.
                    self.assert_identity(name, BASE)
                    self.edit_everything()
                    texts = self.sql('SELECT * FROM milestone ORDER BY id'), self.sql(
                        'SELECT id, ref, part, rag, progress, recommendation, action FROM action ORDER BY id')
                    self.chaser('import', self.export(name), '--plan', 'p')
                    self.assertEqual(texts, (self.sql('SELECT * FROM milestone ORDER BY id'), self.sql(
                        'SELECT id, ref, part, rag, progress, recommendation, action FROM action ORDER BY id')))
                    self.assert_identity(name, BASE)

    def test_csv_goes_to_standard_output_unless_told_otherwise(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        self.assertEqual(self.chaser('export').stdout, open(self.export('plan.csv'), encoding='utf-8').read())
        rows = json.loads(self.chaser('export', '--format', 'json').stdout)['rows']
        self.assertEqual(len(rows), self.sql('SELECT count(*) FROM action')[0][0])
        self.assertIn('<caption>', self.chaser('export', '--format', 'html').stdout)

    def test_a_name_that_says_another_format_is_refused(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        for name in ('plan.docx', 'plan.xls', 'plan.pdf'):
            self.assertIn('--format', self.chaser('export', '--output', self.path(name), expect=2).stderr)
            self.assertFalse(os.path.exists(self.path(name)))
        self.assertTrue(os.path.getsize(self.export('plan.txt', '--format', 'csv')))
        self.assertTrue(os.path.exists(self.export('plan')))

    def test_a_workbook_goes_into_a_pipe_and_not_onto_a_terminal(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        command = [os.path.join(BIN, 'chaser'), '--database', self.database, 'export', '--format', 'xlsx']
        piped = subprocess.run(command, capture_output=True, check=True, timeout=60)
        self.assertTrue(piped.stdout.startswith(b'PK'))
        ours, theirs = pty.openpty()
        shown = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
        os.close(ours)
        os.close(theirs)
        self.assertEqual(shown.returncode, 2)
        self.assertIn(b'--output', shown.stderr)

    def test_a_file_is_replaced_whole_with_its_permissions_or_not_at_all(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        kept = self.write('kept.csv', 'old')
        os.chmod(kept, 0o640)
        os.symlink(kept, self.path('link.csv'))
        self.chaser('export', '--output', self.path('link.csv'))
        self.assertTrue(os.path.islink(self.path('link.csv')))
        self.assertEqual(stat.S_IMODE(os.stat(kept).st_mode), 0o640)
        self.assertIn('\r\n', open(kept, encoding='utf-8', newline='').read())
        self.chaser('export', '--output', self.path('no/such/folder.csv'), expect=3)
        self.chaser('export', '--output', self.folder, expect=2)
        # A cell that Excel can't hold: the workbook that was there stays.
        self.chaser('export', '--output', self.path('plan.xlsx'))
        before = open(self.path('plan.xlsx'), 'rb').read()
        self.sql("UPDATE action SET progress = printf('%.*c', 40000, 'x') WHERE id = 1")
        refused = self.chaser('export', '--output', self.path('plan.xlsx'), expect=3)
        self.assertIn('row', refused.stderr)
        self.assertEqual(before, open(self.path('plan.xlsx'), 'rb').read())
        self.assertEqual([name for name in os.listdir(self.folder) if '.xlsx.' in name or '.csv.' in name], [])

    def test_a_disk_that_is_full_is_said(self):
        self.chaser('import', EXAMPLE, '--plan', 'p')
        self.chaser('export', '--output', '/dev/full', expect=3)


if __name__ == '__main__':
    unittest.main()
