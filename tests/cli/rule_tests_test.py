#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`chaser test`: the shipped rules pass their tests, and each of these tests would notice its rule turned round."""
import glob
import json
import os
import re
import unittest
from concurrent.futures import ThreadPoolExecutor

from chaser_cli import SOURCE, CliTest

RULES = sorted(glob.glob(os.path.join(SOURCE, 'etc', 'rules.d', '*.yaml')))
TESTS = os.path.join(SOURCE, 'tests', 'rules', 'stock')
# A rule's condition, in one line or folded over several.
WHEN = re.compile(r'^(    when: )(?:>-\n)?((?:.+\n)(?:      .+\n)*)', re.MULTILINE)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def rules_of(path):
    return re.findall(r'^  - id: (\S+)$', read(path), re.MULTILINE)


def turned_round(text, rule):
    """The file with that rule's condition denied."""
    begin = text.index(f'  - id: {rule}\n')
    return text[:begin] + WHEN.sub(lambda found: f'{found[1]}not ({" ".join(found[2].split())})\n', text[begin:], count=1)


class StockRules(CliTest):
    def run_tests(self, *arguments):
        return self.run_program('chaser', 'test', *arguments)

    def test_they_pass_and_every_rule_is_named_by_an_expectation(self):
        done = self.run_tests(*sorted(glob.glob(os.path.join(TESTS, '*.yaml'))), '--json')
        said = json.loads(done.stdout)
        self.assertEqual((done.returncode, said['failed']), (0, 0), done.stdout)
        named = {rule for test in said['tests'] for rule in test['rules']}
        rules = [rule for path in RULES for rule in rules_of(path)]
        self.assertEqual(len(rules), 19)
        self.assertEqual(set(rules) - named, set())

    def test_a_rule_turned_round_fails_them_and_is_named(self):
        def outcome(path, rule):
            name = os.path.basename(path)
            text = turned_round(read(path), rule)
            self.assertNotEqual(text, read(path))
            folder = self.path(rule)
            os.mkdir(folder)
            for other in RULES:
                self.write(os.path.join(rule, os.path.basename(other)), text if other == path else read(other))
            return rule, self.run_tests(os.path.join(TESTS, name), '--rules', folder, '--json')

        with ThreadPoolExecutor(2) as pool:
            tries = [pool.submit(outcome, path, rule) for path in RULES for rule in rules_of(path)]
            for rule, done in (one.result() for one in tries):
                with self.subTest(rule=rule):
                    self.assertEqual(done.returncode, 1, done.stderr)
                    failed = [test for test in json.loads(done.stdout)['tests'] if not test['passed']]
                    conditions = [failure for test in failed for failure in test['failures'] if failure['on'] is None]
                    ladders = [failure for test in failed for failure in test['failures'] if failure['on'] is not None]
                    self.assertIn(rule, [failure['rule'] for failure in conditions])
                    self.assertIn(rule, [failure['rule'] for failure in ladders])


class TheCommand(CliTest):
    def test_the_example_of_the_documentation_passes(self):
        text = read(os.path.join(SOURCE, 'docs', 'rule-tests.md'))
        example = re.search(r'<!-- example: begin -->\n```yaml\n(.*?)```\n<!-- example: end -->', text, re.DOTALL)[1]
        done = self.run_program('chaser', 'test', self.write('example.yaml', example))
        self.assertEqual((done.returncode, done.stdout), (0, '3 passed\n'), done.stderr)

    def test_a_failure_says_what_was_expected_what_came_and_why(self):
        path = self.write('own.yaml', 'conditions:\n'
                                      '  - {rule: due-soon, row: {due: 2017-07-01}, holds: {from: 2017-06-20, to: 2017-07-01}}\n')
        done = self.run_program('chaser', 'test', path)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('expected  due-soon holds from 20 June 2017 to 1 July 2017\n', done.stdout)
        self.assertIn('got       holds from 17 June 2017 to 1 July 2017\n', done.stdout)
        self.assertIn('because   due-soon on Saturday 17 June 2017: the condition holds\n', done.stdout)
        self.assertIn('1 failed, 0 passed\n', done.stdout)

    def test_rules_and_contacts_are_found_beside_the_file(self):
        os.mkdir(self.path('tests'))
        self.write('ours.yaml', 'rules: [{id: ours, summary: Ours, when: due < today, ladder: [{tell: owner}]}]\n')
        self.write('people.yaml', 'contacts: [{name: Ann, email: ann@council.example, roles: [Lead]}]\n')
        path = self.write('tests/own.yaml', 'rules: [../ours.yaml]\ncontacts: ../people.yaml\ntests:\n'
                                            '  - name: whoever is late is told\n    from: 2017-05-01\n'
                                            '    rows: [{owner: Lead, due: 2017-05-01}]\n'
                                            '    days: [{on: 2017-05-02, expect: {messages: [{to: Ann, items: [ours]}]}}]\n')
        done = self.run_program('chaser', 'test', path)
        self.assertEqual((done.returncode, done.stdout), (0, '1 passed\n'), done.stdout + done.stderr)
        other = self.run_program('chaser', 'test', path, '--filter', 'nobody')
        self.assertEqual(other.returncode, 2)

    def test_the_mistakes_of_all_files_are_said_and_nothing_is_run(self):
        paths = [self.write(f'{name}.yaml', f'conditions: [{{rule: {name}, row: {{due: 2017-07-01}}, holds: never}}]\n')
                 for name in ('due-son', 'no-ownr')]
        done = self.run_program('chaser', 'test', *paths)
        self.assertEqual((done.returncode, done.stdout), (3, ''))
        self.assertIn("due-son.yaml:1:21: error: there is no rule 'due-son'\n", done.stderr)
        self.assertIn("hint: did you mean 'no-owner'?", done.stderr)


if __name__ == '__main__':
    unittest.main()
