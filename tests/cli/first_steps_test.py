#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The first steps that the README promises, taken literally, and what the shipped files promise about themselves."""
import os
import re
import stat
import subprocess
import tempfile
import unittest

from chaser_cli import BIN, SOURCE, CliTest

# What builds or runs for ever; all else is run as it is written.
LEFT_OUT = re.compile(r'(make|export PATH=\S+|mkdir my|chaserd)( |$)')


def first_steps():
    with open(os.path.join(SOURCE, 'README.md'), encoding='utf-8') as file:
        text = file.read()
    chapter = text.split('## Five minutes', 1)[1]
    block = chapter.split('```sh\n', 1)[1].split('```', 1)[0]
    return [line for line in block.splitlines() if line and not LEFT_OUT.match(line)]


class FirstSteps(CliTest):
    def setUp(self):
        super().setUp()
        for name in ('etc', 'examples'):
            os.symlink(os.path.join(SOURCE, name), self.path(name))
        self.my = self.path('my')
        os.mkdir(self.my)

    def run_here(self, script):
        environment = {**os.environ, 'PATH': BIN + ':' + os.environ['PATH']}
        # People's own masks differ; what Chaser makes must not depend on them.
        return subprocess.run(['bash', '-eu', '-c', 'umask 022\n' + script], cwd=self.my, env=environment,
                              capture_output=True, text=True, timeout=120, check=False)

    def test_the_readme_works_as_it_is_written(self):
        lines = first_steps()
        commands = [line.split()[0] for line in lines]
        for command in ('chaser', 'chaserd-sim', 'cp', 'cat'):
            self.assertIn(command, commands)
        done = self.run_here('\n'.join(lines))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('The configuration is good', done.stdout)
        self.assertTrue(os.listdir(os.path.join(self.my, 'mail', 'new')), 'the two months brought no message')

    def test_what_it_makes_is_for_its_owner_and_group(self):
        self.run_here('\n'.join(first_steps()))
        made = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(self.my, 'mail')) for name in names]
        for path in (*made, os.path.join(self.my, 'plan.db')):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660, path)
        for name in ('mail', 'mail/new', 'mail/cur', 'mail/tmp'):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.my, name)).st_mode), 0o770, name)

    def test_the_shipped_contacts_are_good_as_they_are(self):
        done = self.run_here('cp ../etc/contacts.yaml . && printf "database: plan.db\\n" > chaser.yaml && chaser check')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_empty_file_switches_each_shipped_one_off(self):
        rules = os.path.join(SOURCE, 'etc', 'rules.d')
        for name in sorted(os.listdir(rules)):
            with self.subTest(name), tempfile.TemporaryDirectory(dir=self.my) as folder:
                os.mkdir(os.path.join(folder, 'rules.d'))
                for file, text in (('rules.d/' + name, ''), ('chaser.yaml', 'database: plan.db\n')):
                    with open(os.path.join(folder, file), 'w', encoding='utf-8') as out:
                        out.write(text)
                done = self.run_here(f'cd {folder} && chaser check && chaser fields')
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == '__main__':
    unittest.main()
