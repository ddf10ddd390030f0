# SPDX-License-Identifier: Apache-2.0
"""Running the programs from a test: a folder of its own for each test, and the commands' results as values."""
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

BIN = os.environ['CHASER_BIN']
SOURCE = os.environ['CHASER_SOURCE']
# How many times as long as usual everything may take: a sanitized build is slow.
PATIENCE = float(os.environ.get('CHASER_PATIENCE', '1'))
SHARED_PLANS = os.path.join(SOURCE, '..', 'shared', 'plans')


def shared_plan(name):
    """A real plan that is not part of the repository; the test is skipped with a message where it is absent."""
    path = os.path.join(SHARED_PLANS, name)
    if not os.path.exists(path):
        raise unittest.SkipTest(f'{name} is not beside the repository (../shared/plans)')
    return path


class CliTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='chaser-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.database = os.path.join(self.folder, 'plan.db')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        return self.path(name)

    def run_program(self, program, *arguments, stdin='', env=None):
        environment = {key: value for key, value in os.environ.items() if key != 'CHASER_DATA_DIR'}
        environment.update(env or {})
        return subprocess.run([os.path.join(BIN, program), *arguments], input=stdin, capture_output=True, text=True,
                              cwd=self.folder, env=environment, timeout=120 * PATIENCE, check=False)

    def chaser(self, *arguments, stdin='', expect=0):
        done = self.run_program('chaser', '--database', self.database, *arguments, stdin=stdin)
        self.assertEqual(done.returncode, expect, f'chaser {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done

    def chaser_json(self, *arguments, **keywords):
        return json.loads(self.chaser(*arguments, '--json', **keywords).stdout)

    def sql(self, statement, *values):
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def counts(self):
        """How many rows every table has: what must not move when nothing was changed."""
        tables = [name for name, in self.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: self.sql(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}
