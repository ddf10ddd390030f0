# SPDX-License-Identifier: Apache-2.0
"""Lets the N-th operation of a run that sends messages by mail and webhook fail, runs again without faults, and judges what
arrived.

    failing.py [--every K] [--writes K] [--daemon K] [--programs once,daemon] [--people N] [--channels N] [--jobs N]

CHASER_BIN and CHASER_SOURCE say where the programs and the sources are. Tries each K-th point of every class of calls
(fail_nth.cc), of the many writes to the database each K-th of those, and with chaserd, which is slower to judge, each K-th
again. N jobs try them side by side. Prints a table, and ends with status 1 when anything was lost, came too often, or came under another id.

A run of `chaser run --once` is tried at every point, because it does the same calls in the same order each time; it holds
the tick that freezes the messages, the delivery and the settling. chaserd does the same on two threads.
"""
import argparse
import collections
import concurrent.futures
import multiprocessing.util
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import sinks

BIN, SOURCE = os.environ['CHASER_BIN'], os.environ['CHASER_SOURCE']
SHIM = os.path.join(BIN, 'fail_nth.so')
BATCH, CONNECTIONS = 100, 3
PATIENCE = 60  # seconds for a run
SHARE = 25  # points that are tried one after the other
# What ends a process, by class; and what SQLite is told, for its writes and syncs alone.
KILLS = [(each, how) for each in ('connect', 'send', 'data-end', 'reply', 'write', 'sync') for how in
         (('kill-after',) if each == 'reply' else ('kill-before', 'kill-after'))]
DISK = [('write', 'io-error'), ('write', 'full'), ('write', 'short'), ('sync', 'io-error')]
RULE = '''  - {{id: late-{n}, summary: Late, over: action, when: ref = "{n}" and overdue_milestones > 0,
     ladder: [{{tell: "webhook:channel-{n}"}}]}}
'''
RULES = '''rules:
  - {id: late, summary: Late, over: milestone, when: due < today, ladder: [{tell: owner}]}
'''


def plan(people):
    return f'''
INSERT INTO plan (key, title, coordinator) VALUES ('many', 'Many promises', 'Person 1');
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {people})
  INSERT INTO action (plan_id, ref, action) SELECT 1, n, 'Do thing ' || n FROM n;
INSERT INTO owner (action_id, role) SELECT id, 'Role ' || ref FROM action;
INSERT INTO milestone (action_id, text, basis, due) SELECT id, 'as promised', 'agreed', '2020-01-31' FROM action;
'''


class House:
    """A folder with a configuration, and a plan that makes a message for each person and each channel."""

    def __init__(self, people, channels):
        self.people, self.channels = people, channels
        self.folder = tempfile.mkdtemp(prefix='chaser-faults-', dir='/dev/shm' if os.path.isdir('/dev/shm') else None)
        self.sinks = sinks.Sinks()
        self.database = self.path('plan.db')
        os.mkdir(self.path('rules.d'))
        for name in os.listdir(os.path.join(SOURCE, 'etc', 'rules.d')):
            self.write('rules.d/' + name, '')
        self.write('rules.d/10-own.yaml', RULES + ''.join(RULE.format(n=n) for n in range(1, channels + 1)))
        contacts = ''.join(f'  - {{name: Person {n}, email: p{n}@northmoor.example, roles: [Role {n}], digest: immediate}}\n'
                           for n in range(1, people + 1))
        hooks = ''.join(f'  - {{name: channel-{n}, url: "http://127.0.0.1:{self.sinks.hook_port}/{n}"}}\n'
                        for n in range(1, channels + 1))
        self.write('contacts.yaml', 'contacts:\n' + contacts + ('webhooks:\n' + hooks if channels else '') +
                   'window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}\n')
        self.write('chaser.yaml', 'database: plan.db\ndeliver: smtp\nfrom: Chaser <chaser@northmoor.example>\n'
                                  'domain: northmoor.example\ngather: 0s\nspread: 0s\nurgent_per_day: 1000\n'
                                  f'storm_limit: {2 * (people + channels)}\nstorm_items: {2 * (people + channels)}\n'
                                  f'smtp: {{host: 127.0.0.1, port: {self.sinks.mail_port}, tls: "off", per_minute: 0, '
                                  f'max_connections: {CONNECTIONS}}}\n')
        self.make_template()

    def close(self):
        self.sinks.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def make_template(self):
        """The plan in a database of the present schema from which no engine has sent yet. An import says what marks it."""
        self.write('seed.csv', 'Ref,Action,Owner,By when\n1,Do something,Somebody,31 January 2020\n')
        if self.run('chaser', '--database', self.database, 'import', self.path('seed.csv'), '--plan', 'seed') != 0:
            raise AssertionError(self.log())
        with open(os.path.join(SOURCE, 'store', 'schema.sql'), encoding='utf-8') as file:
            schema = file.read()
        shape = sqlite3.connect(self.database)
        marks = [(name, shape.execute('PRAGMA ' + name).fetchone()[0]) for name in ('application_id', 'user_version')]
        shape.close()
        base = sqlite3.connect(self.path('template'))
        base.executescript(schema + ''.join(f'PRAGMA {name} = {value};' for name, value in marks) + plan(self.people))
        base.close()

    def environment(self, **more):
        kept = {key: value for key, value in os.environ.items()
                if key not in ('CHASER_DATA_DIR', 'NOTIFY_SOCKET', 'JOURNAL_STREAM')}
        return {**kept, **more}

    def start(self, program, *arguments, **environment):
        with open(self.path('log'), 'ab') as log:
            return subprocess.Popen([os.path.join(BIN, program), '--config', self.path('chaser.yaml'), *arguments],
                                    cwd=self.folder, env=self.environment(**environment), stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log)

    def run(self, program, *arguments, **environment):
        return self.start(program, *arguments, **environment).wait(PATIENCE)

    def fresh(self):
        # With its log, and the lock, which remembers how far the last one had come.
        for name in os.listdir(self.folder):
            if name.startswith(os.path.basename(self.database)):
                os.remove(self.path(name))
        shutil.copyfile(self.path('template'), self.database)
        open(self.path('log'), 'w', encoding='ascii').close()
        self.sinks.clear()

    def log(self):
        with open(self.path('log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def sql(self, query):
        base = sqlite3.connect(self.database, timeout=10)
        try:
            return base.execute(query).fetchall()
        finally:
            base.close()

    def is_done(self):
        """Everything frozen was sent, and everything that was to be said is frozen."""
        states = dict(self.sql('SELECT state, count(*) FROM message GROUP BY state'))
        return states == {'sent': self.people + self.channels}


class Once:
    """`chaser run --once`, as cron would start it: what failed is left to the next run."""
    name = 'chaser run --once'

    @staticmethod
    def under_faults(house, environment, lasting):
        return house.run('chaser', 'run', '--once', **environment)

    @staticmethod
    def again(house):
        return house.run('chaser', 'run', '--once')


class Daemon:
    """`chaserd`: what does not kill it, it has to overcome by itself, unless it lasts until it is stopped."""
    name = 'chaserd'

    @classmethod
    def under_faults(cls, house, environment, lasting):
        return cls.until_done(house, environment, lasting)

    @classmethod
    def again(cls, house):
        return cls.until_done(house, {}, False)

    @staticmethod
    def until_done(house, environment, lasting):
        begun, before = time.monotonic(), house.log().count('event=started')
        process = house.start('chaserd', **environment)
        while process.poll() is None and time.monotonic() - begun < PATIENCE:
            # Before it says so it can't be asked to stop either.
            started = house.log().count('event=started') > before
            if started and (house.is_done() or lasting and 'event=waiting' in house.log()):
                break
            time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        return process.wait(PATIENCE)


def preload(house, each, number, how, lasting=False, counts=None):
    environment = {'LD_PRELOAD': SHIM, 'FAIL_NTH_CLASS': each, 'FAIL_NTH': str(number), 'FAIL_NTH_HOW': how,
                   'FAIL_NTH_DATABASE': house.database}
    if lasting:
        environment['FAIL_NTH_LASTING'] = '1'
    if counts:
        environment['FAIL_NTH_COUNTS'] = counts
    return environment


def calls(house, program):
    """How many calls of each class a run without faults makes."""
    house.fresh()
    path = house.path('counts')
    status = program.under_faults(house, preload(house, '', 0, '', counts=path), False)
    wrong = judge(house)[1]
    if status != 0 or wrong:
        raise AssertionError(f'{program.name} without faults: status {status}, {wrong}\n{house.log()[-3000:]}')
    with open(path, encoding='ascii') as file:
        return {name: int(number) for name, number in (line.split() for line in file)}


def judge(house):
    """(what came again, what is wrong) of all that arrived since fresh()."""
    again, wrong = collections.Counter(), []
    for what, arrivals, wanted, most in (
            ('mail', house.sinks.mail.get(), [f'p{n}@northmoor.example' for n in range(1, house.people + 1)],
             BATCH + CONNECTIONS),
            # Each channel is an endpoint of its own, with one message under way.
            ('webhook', house.sinks.hooks.get(), [f'/{n}' for n in range(1, house.channels + 1)], house.channels)):
        first = {}
        reached = collections.defaultdict(set)
        for to, name, raw in arrivals:
            reached[to].add(name)
            if first.setdefault(name, raw) != raw:
                wrong.append(f'{what} {name} came with other bytes')
        again[what] = len(arrivals) - len(first)
        lost = [to for to in wanted if to not in reached]
        wrong += [f'{what} to {to} was lost' for to in lost]
        wrong += [f'{what} to {to} came under {len(names)} ids' for to, names in reached.items() if len(names) > 1]
        wrong += [f'{what} to {to}, who is not to be told' for to in reached if to not in wanted]
        if again[what] > most:
            wrong.append(f'{again[what]} repeats by {what}')
    if not house.is_done():
        wrong.append('the database has %s' % house.sql('SELECT state, count(*) FROM message GROUP BY state'))
    items = house.sql('SELECT DISTINCT state FROM item')
    if items != [('delivered',)]:
        wrong.append('items are %s' % items)
    if house.sql('PRAGMA quick_check') != [('ok',)]:
        wrong.append('the database is damaged')
    return again, wrong


class Row:
    def __init__(self, program, each, how, lasting, all_calls):
        self.what = (program.name, each, how + (', and from then on' if lasting else ''))
        self.calls, self.points, self.struck = all_calls, 0, 0
        self.lost = self.most_mail = self.most_hooks = 0
        self.wrong = []

    def add(self, other):
        """The same points' others."""
        self.points, self.struck, self.lost = self.points + other.points, self.struck + other.struck, self.lost + other.lost
        self.most_mail, self.most_hooks = max(self.most_mail, other.most_mail), max(self.most_hooks, other.most_hooks)
        self.wrong += other.wrong

    def line(self):
        return '%-18s %-9s %-27s %6d %6d %6d %5d %9d %12d %6d' % (
            *self.what, self.calls, self.points, self.struck, self.lost, self.most_mail, self.most_hooks, len(self.wrong))


HEAD = '%-18s %-9s %-27s %6s %6s %6s %5s %9s %12s %6s' % (
    'program', 'call', 'the N-th', 'calls', 'tried', 'struck', 'lost', 'most mail', 'most webhook', 'wrong')


def attempt(house, program, row, each, number, how, lasting, audited=True):
    house.fresh()
    status = program.under_faults(house, preload(house, each, number, how, lasting), lasting)
    row.points += 1
    killed = status == -signal.SIGKILL
    # A run may be done in fewer calls than the one that was counted.
    row.struck += killed or not how.startswith('kill')
    first = house.log()
    # The next run comes as it would; a daemon that overcame what failed goes on.
    if status != 0 or not house.is_done():
        status = program.again(house)
    wrong = [] if status == 0 else [f'the run after it ended with {status}']
    again, more = judge(house)
    wrong += more
    # The chain of the audit is read by the program, and the dearest to look at.
    if audited and house.run('chaser', 'audit', '--verify') != 0:
        wrong.append('the audit is not intact')
    row.lost += sum(1 for line in more if line.endswith('was lost'))
    row.most_mail, row.most_hooks = max(row.most_mail, again['mail']), max(row.most_hooks, again['webhook'])
    if wrong:
        row.wrong.append((number, wrong, first[-1500:] + '\n--- and then\n' + house.log()[len(first):][-1500:]))


def kinds(disk_lasts=(False, True)):
    for each, how in KILLS:
        yield each, how, False
    for each, how in DISK:
        for lasting in disk_lasts:
            yield each, how, lasting


def points(total, every, offset):
    """Each `every`-th, from a beginning that differs from class to class, and the last."""
    chosen = set(range(1 + offset % every, total + 1, every))
    return sorted(chosen | {total}) if total else []


class Crew:
    """As many houses as jobs, each in a process of its own."""
    house = None

    def __init__(self, jobs, people, channels):
        self.pool = concurrent.futures.ProcessPoolExecutor(jobs, multiprocessing.get_context('fork'), Crew.move_in,
                                                           (people, channels))

    @classmethod
    def move_in(cls, people, channels):
        cls.house = House(people, channels)
        multiprocessing.util.Finalize(cls.house, cls.house.close, exitpriority=10)

    @classmethod
    def count(cls, program):
        return calls(cls.house, program)

    @classmethod
    def attempt(cls, program, each, how, lasting, total, numbers):
        row = Row(program, each, how, lasting, total)
        for number in numbers:
            attempt(cls.house, program, row, each, number, how, lasting)
        return row

    def walk(self, program, every, writes, said):
        """Tries the points of each class, and gives the rows of the table."""
        total = self.pool.submit(Crew.count, program).result()
        tried = []
        for offset, (each, how, lasting) in enumerate(kinds()):
            numbers = points(total[each], every * (writes if each == 'write' else 1), offset)
            tried.append([self.pool.submit(Crew.attempt, program, each, how, lasting, total[each], numbers[at:at + SHARE])
                          for at in range(0, len(numbers), SHARE)])
        rows = []
        for shares in tried:
            if not shares:
                continue
            row = shares[0].result()
            for share in shares[1:]:
                row.add(share.result())
            rows.append(row)
            said(row.line())
            for number, wrong, log in row.wrong[:3]:
                said(f'  at {row.what[1]} {number}: {"; ".join(wrong[:5])}\n{log}')
        return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('--every', type=int, default=1)
    parser.add_argument('--writes', type=int, default=1)
    parser.add_argument('--daemon', type=int, default=1)
    parser.add_argument('--programs', default='once,daemon')
    parser.add_argument('--people', type=int, default=150)
    parser.add_argument('--channels', type=int, default=50)
    parser.add_argument('--jobs', type=int, default=1)
    wishes = parser.parse_args()
    crew = Crew(wishes.jobs, wishes.people, wishes.channels)
    began = time.monotonic()
    with crew.pool:
        print(HEAD, flush=True)
        rows = []
        for name in wishes.programs.split(','):
            program, every = {'once': (Once, wishes.every), 'daemon': (Daemon, wishes.every * wishes.daemon)}[name]
            rows += crew.walk(program, every, wishes.writes, said=lambda line: print(line, flush=True))
    wrong = sum(len(row.wrong) for row in rows)
    print(f'{sum(row.points for row in rows)} points tried in {time.monotonic() - began:.0f} s: '
          f'{sum(row.lost for row in rows)} lost, at most {max(row.most_mail for row in rows)} mails and '
          f'{max(row.most_hooks for row in rows)} webhooks again after one failure, {wrong} points with anything wrong.')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
