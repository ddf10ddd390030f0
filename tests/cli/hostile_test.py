#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that nobody who means well would send, through the real program: each gives a clear error, or a plan with doubts,
within five seconds and 256 MB, and leaves what the database held as it was."""
import json
import os
import subprocess
import sys
import time
import unittest

import hostile_files
from chaser_cli import BIN, SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
SECONDS = 5
MEGABYTES = 256


def is_sanitized():
    """The address sanitizer's shadow is memory of its own."""
    with open(os.path.join(BIN, 'chaser'), 'rb') as program:
        return b'__asan_init' in program.read()


class Hostile(CliTest):
    def setUp(self):
        super().setUp()
        self.chaser('import', EXAMPLE, '--plan', 'kept')
        self.limited = not is_sanitized()

    def dump(self):
        """All that the first plan is, and whether there is more."""
        kept = {'plan': self.sql("SELECT * FROM plan WHERE key = 'kept'"),
                'action': self.sql('SELECT * FROM action WHERE plan_id = 1 ORDER BY id'),
                'doubt': self.sql('SELECT * FROM doubt WHERE plan_id = 1 ORDER BY position')}
        for table in ('milestone', 'owner', 'cell', 'change_log'):
            kept[table] = self.sql(f'SELECT t.* FROM {table} AS t JOIN action AS a ON a.id = t.action_id WHERE a.plan_id = 1 ORDER BY 1, 2')
        return kept

    def feed(self, file, key, *options, stdin=os.devnull):
        return self.measured('import', file, '--plan', key, '--json', *options, stdin=stdin)

    def measured(self, *arguments, stdin=os.devnull):
        """Exit status, what was said, seconds and megabytes."""
        out, err = self.path('stdout'), self.path('stderr')
        began = time.monotonic()
        with open(stdin, 'rb') as given, open(out, 'wb') as stdout, open(err, 'wb') as stderr:
            child = subprocess.Popen([os.path.join(BIN, 'chaser'), '--database', self.database, *arguments],
                                     stdin=given, stdout=stdout, stderr=stderr, cwd=self.folder)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        with open(out, encoding='utf-8', errors='replace') as said, open(err, encoding='utf-8', errors='replace') as complained:
            # Time on the processor: how busy the machine is otherwise says nothing of the file.
            return (child.returncode, said.read(), complained.read(), min(time.monotonic() - began, usage.ru_utime + usage.ru_stime),
                    usage.ru_maxrss / 1024)

    def judge(self, name, wanted, status, said, complained, seconds, megabytes):
        self.assertNotIn('terminate called', complained)
        self.assertNotIn('internal error', complained)
        if wanted == 'error':
            self.assertEqual(status, 3, said + complained)
            self.assertIn(name, complained)
            self.assertLess(len(complained), 2000, 'an error is short')
        else:
            self.assertEqual(status, 0, complained)
            kinds = {doubt['kind'] for doubt in json.loads(said)['doubts']}
            self.assertTrue(kinds - {'note', 'legend'}, kinds)
        if self.limited:
            self.assertLess(seconds, SECONDS)
            self.assertLess(megabytes, MEGABYTES)

    def test_each_is_refused_or_doubted_and_costs_little(self):
        before = self.dump()
        lines = []
        for name, wanted, _ in hostile_files.FILES:
            with self.subTest(file=name):
                file = self.path(name)
                everything = self.counts()
                # A child begins with its parent's memory as its own peak: the bombs are made elsewhere.
                subprocess.run([sys.executable, hostile_files.__file__, name, file], check=True, timeout=120)
                result = self.feed(file, 'hostile-' + name)
                os.remove(file)
                words = (result[2] or result[1]).strip().splitlines()
                lines.append(f'{name:34} {wanted:6} {result[3]:5.1f} s {result[4]:5.0f} MB  '
                             f'{words[0].replace(self.folder, "")[:120] if words else ""}')
                self.judge(name, wanted, *result)
                self.assertEqual(before, self.dump())
                if wanted == 'error':
                    self.assertEqual(everything, self.counts())
        print('\n' + '\n'.join(lines))
        self.assertGreaterEqual(len(lines), 40)

    def test_a_feed_is_held_to_the_same_limits(self):
        before = self.dump(), self.counts()
        for name, form, wanted, _ in hostile_files.FEEDS:
            with self.subTest(feed=name, format=form):
                piped = self.path('piped')
                subprocess.run([sys.executable, hostile_files.__file__, f'{name}.{form}', piped], check=True, timeout=120)
                result = self.feed('-', 'hostile-feed', '--format', form, stdin=piped)
                os.remove(piped)
                self.judge('standard input', wanted, *result)
                self.assertEqual(before, (self.dump(), self.counts()))

    def cheap(self, status, said, complained, seconds, megabytes):
        self.assertEqual(status, 0, complained)
        if self.limited:
            self.assertLess(seconds, SECONDS)
            self.assertLess(megabytes, MEGABYTES)
        return said

    def test_thousands_of_owners_whom_nobody_lists_cost_little(self):
        people = ''.join(f'  - {{name: Person {i} of Ward {i}, email: p{i}@x.example, roles: [Nurse {i} for Quality, Head of Ward {i}]}}\n'
                         for i in range(300))
        self.write('contacts.yaml', f'contacts:\n{people}')
        config = self.write('chaser.yaml', f'database: {self.database}\ncontacts: contacts.yaml\nfrom: c@x.example\n')
        rows = ''.join(f'{i},Book room {i},Deputy head of clinic {i},31/03/2027\n' for i in range(1_500))
        file = self.write('plan.csv', f'No,Action,Owner,Timescale\n{rows}')
        said = json.loads(self.cheap(*self.feed(file, 'strangers', '--config', config)))
        self.assertEqual(sum(doubt['kind'] == 'owner' for doubt in said['doubts']), 1_500)

    def test_doubts_of_tens_of_thousands_of_rows_are_listed_at_once(self):
        rows = ''.join(f'{i},Book room {i},31 September 2017 or {i} weeks later\n' for i in range(12_000))
        file = self.write('plan.csv', f'No,Action,Timescale\n{rows}')
        self.chaser('import', file, '--plan', 'long')
        listed = self.cheap(*self.measured('doubts', '--plan', 'long', '--json'))
        self.assertGreater(listed.count('chaser --database'), 12_000)

    def test_an_archive_that_was_cut_off_anywhere_is_refused(self):
        with open(EXAMPLE, 'rb') as stream:
            whole = stream.read()
        before = self.dump(), self.counts()
        for length in sorted({0, 1, 2, 4, 30, 100, len(whole) - 1, len(whole) - 22, *range(200, len(whole), len(whole) // 12)}):
            with self.subTest(length=length):
                with open(self.path('cut.docx'), 'wb') as stream:
                    stream.write(whole[:length])
                self.judge('cut.docx', 'error', *self.feed(self.path('cut.docx'), 'cut'))
                self.assertEqual(before, (self.dump(), self.counts()))

    def test_a_link_to_something_else_is_no_way_to_read_it(self):
        os.symlink('/etc/passwd', self.path('plan.docx'))
        status, said, complained, *_ = self.feed(self.path('plan.docx'), 'link')
        self.assertEqual(status, 3)
        self.assertNotIn('root:', said + complained)

    def test_a_device_is_no_file(self):
        for device in ('/dev/zero', '/dev/null'):
            self.assertEqual(self.feed(device, 'device')[0], 3)


if __name__ == '__main__':
    unittest.main()
