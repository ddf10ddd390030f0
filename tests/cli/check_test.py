#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`chaser check` over rule files that are wrong on purpose: what it prints for each is written down beside it."""
import json
import os
import unittest

from chaser_cli import SOURCE, CliTest

BAD = os.path.join(SOURCE, 'tests', 'bad', 'rules')


class CheckedRules(CliTest):
    def check(self, *files, options=()):
        """From within the folder, so that names are as short as in what is expected."""
        return self.run_program('chaser', *options, 'check', *(os.path.relpath(file, self.folder) for file in files))

    def cases(self):
        for name in sorted(os.listdir(BAD)):
            path = os.path.join(BAD, name)
            if os.path.isdir(path):
                yield name, [os.path.join(path, file) for file in sorted(os.listdir(path))]
            elif name.endswith('.yaml'):
                yield name[:-len('.yaml')], [path]

    def test_each_mistake_of_each_file_is_told_with_its_place(self):
        cases = list(self.cases())
        self.assertGreaterEqual(len(cases), 22)
        for name, files in cases:
            with self.subTest(name), open(os.path.join(BAD, name + '.expected'), encoding='utf-8') as file:
                expected = file.read()
                done = self.check(*files)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout, '')
                told, summary = done.stderr.rstrip('\n').rsplit('\n', 1)
                self.assertEqual(told.replace(os.path.relpath(BAD, self.folder) + '/', '') + '\n', expected)
                self.assertRegex(summary, r'^\d+ errors?, \d+ warnings?$')

    def test_programs_get_the_same_as_json(self):
        done = self.check(os.path.join(BAD, 'six-mistakes.yaml'), options=['--json'])
        self.assertEqual(done.returncode, 1)
        answer = json.loads(done.stdout)
        self.assertFalse(answer['good'])
        self.assertEqual([(one['level'], one['line']) for one in answer['diagnostics']],
                         [('error', line) for line in (4, 4, 5, 6, 7, 9)])
        self.assertEqual(answer['diagnostics'][0]['hint'], "did you mean 'green'?")

    def test_the_shipped_rules_are_good(self):
        rules = os.path.join(SOURCE, 'etc', 'rules.d')
        done = self.check(*(os.path.join(rules, name) for name in sorted(os.listdir(rules))))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('good', done.stdout)


if __name__ == '__main__':
    unittest.main()
