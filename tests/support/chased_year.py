# SPDX-License-Identifier: Apache-2.0
"""A plan that is chased for a year under a scripted clock, left alone or with owners who answer at random. Who answers
writes into the database as any other program would; what came of it is read from the Maildir, the tables and the audit.
Nothing here shares code with the programs."""
import collections
import csv
import datetime
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import time

import delivered
from chaser_cli import BIN, PATIENCE, shared_plan

day = datetime.date.fromisoformat
WINDOW = {'days': 'working', 'from': '08:30', 'to': '17:30', 'timezone': 'Europe/London', 'holidays': 'england-and-wales'}
# Rules that ask for a date to be met; whoever completes the milestone has dealt with all of them.
ABOUT_DATES = ('due-soon', 'agreed-date-missed', 'indicative-date-near', 'indicative-date-passed', 'review-reached')


class Simulator:
    """chaserd-sim with its clock in our hands."""

    def __init__(self, folder, begin):
        self.socket = os.path.join(folder, 'clock')
        self.errors = open(os.path.join(folder, 'simulator.log'), 'w+', encoding='utf-8')
        environment = {key: value for key, value in os.environ.items() if key != 'CHASER_DATA_DIR'}
        self.process = subprocess.Popen([os.path.join(BIN, 'chaserd-sim'), '--config', os.path.join(folder, 'chaser.yaml'),
                                         '--from', begin, '--json', '--control', self.socket], cwd=folder, env=environment,
                                        stdout=subprocess.DEVNULL, stderr=self.errors)
        deadline = time.monotonic() + 30 * PATIENCE
        while not os.path.exists(self.socket) and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def say(self, command):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(900 * PATIENCE)
            self.connect(line)
            line.sendall(f'{command}\n'.encode())
            answer = b''
            while not answer.endswith(b'\n'):
                got = line.recv(4096)
                if not got:
                    break
                answer += got
        if not answer.startswith(b'ok'):
            raise AssertionError(f'{command}: {answer.decode()}{self.log()}')

    def connect(self, line):
        """Its name is there a moment before anybody listens."""
        deadline = time.monotonic() + 10 * PATIENCE
        while True:
            try:
                return line.connect(self.socket)
            except ConnectionRefusedError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def log(self):
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read()

    def close(self):
        try:
            if self.process.poll() is None:
                self.say('quit')
            self.process.wait(60 * PATIENCE)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.errors.close()


SIX_WEEKS = 42  # for which an alert may be kept quiet, in all


class Answers:
    """What owners do of a morning with what they were asked since the last one: most of it nothing."""

    def __init__(self, seed, share):
        self.dice = random.Random(seed)
        self.share = share
        self.given = []  # (day, what, action, milestone, last quiet day or None)

    def give(self, folder, today):
        base = sqlite3.connect(os.path.join(folder, 'plan.db'), timeout=30)
        base.row_factory = sqlite3.Row
        with base:
            asked = base.execute("""
                SELECT DISTINCT l.id, l.rule, l.action_id, l.milestone_id, l.state, l.quiet_days, m.recipient, m.sent_at
                FROM message AS m JOIN message_item AS x ON x.message_id = m.id JOIN item AS i ON i.id = x.item_id
                  JOIN alert AS l ON l.id = i.alert_id
                WHERE m.state = 'sent' AND m.kind IN ('digest', 'urgent') AND i.kind IN ('ask', 'reminder', 'warning')
                  AND m.sent_at >= ? AND l.state = 'firing' ORDER BY l.id, m.recipient""",
                                 [(today - datetime.timedelta(7)).isoformat()]).fetchall()
            touched = set()
            for row in asked:
                if row['action_id'] in touched or self.dice.random() > self.share:
                    continue
                touched.add(row['action_id'])
                self.answer(base, row, today)
        base.close()

    def answer(self, base, row, today):
        who = row['recipient']
        base.execute("INSERT OR REPLACE INTO setting VALUES ('actor', ?)", [who])
        what = self.dice.choice(['done', 'new date', 'progress', 'acknowledged', 'snoozed', 'verified', 'rating'])
        until = today + datetime.timedelta(self.dice.randint(7, 28))
        subject = (row['action_id'], row['milestone_id'])
        if what in ('done', 'verified') and row['rule'] == 'complete-not-verified':
            what = 'verified'
            base.execute("UPDATE milestone SET verified_on = ?, verified_by = ? WHERE action_id = ? AND id = ?",
                         [today.isoformat(), 'Internal audit', *subject])
        elif what in ('done', 'verified') and row['milestone_id']:
            what = 'done'
            base.execute("UPDATE milestone SET state = 'complete', completed_on = ?, completed_by = ?, evidence = 'Minutes' "
                         'WHERE action_id = ? AND id = ?', [today.isoformat(), who, *subject])
        elif what == 'new date' and row['milestone_id']:
            due = today + datetime.timedelta(self.dice.randint(21, 120))
            base.execute("UPDATE milestone SET basis = 'agreed', earliest = NULL, due = ?, precision = 'day' "
                         'WHERE action_id = ? AND id = ?', [due.isoformat(), *subject])
        elif what in ('acknowledged', 'snoozed') and row['quiet_days'] < SIX_WEEKS:
            until = min(until, today + datetime.timedelta(SIX_WEEKS - row['quiet_days'] - 1))
            base.execute('UPDATE alert SET state = ?, quiet_by = ?, quiet_since = ?, quiet_until = ? WHERE id = ?',
                         [what, who, today.isoformat(), until.isoformat(), row['id']])
            base.execute("INSERT INTO change_log (action_id, at) VALUES (?, (SELECT at FROM writer))", [row['action_id']])
        elif what == 'rating':
            base.execute("UPDATE action SET rag = ? WHERE id = ?", [self.dice.choice(['green', 'amber', 'red']), row['action_id']])
        else:
            what = 'progress'
            base.execute('UPDATE action SET progress = ? WHERE id = ?',
                         [f'Step {self.dice.randint(1, 10**6)} was taken with {self.dice.choice(["schools", "wards", "partners"])}.',
                          row['action_id']])
        base.execute("DELETE FROM setting WHERE name = 'actor'")
        self.given.append((today, what, *subject, row['rule'], until))


def generated(folder, actions=500, people=60, begin='2018-01-01', seed=5):
    """A plan of that size, its dates spread over two years around its beginning, and contacts who hold all of its roles."""
    dice = random.Random(seed)
    start = day(begin)
    path = os.path.join(folder, 'generated.csv')
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['No', 'Recommendation', 'Owner', 'By when', 'RAG', 'Progress'])
        for number in range(1, actions + 1):
            due = start + datetime.timedelta(dice.randint(-120, 600))
            when = dice.choice([f'{due:%d/%m/%Y} (A)', f'{due:%d/%m/%Y} (I)', f'{due:%B %Y} (I)', f'{due:%d/%m/%Y}'])
            writer.writerow([f'{number}', f'Review pathway {number} and put its findings into practice', f'Head of service {dice.randint(1, people - 4)}',
                             when, dice.choice(['Green', 'Green', 'Amber', 'Red', '']), dice.choice(['', 'Group has met.', 'Draft circulated.'])])
    contacts = [{'name': f'Person {n}', 'email': f'person{n}@council.example', 'roles': [f'Head of service {n}'],
                 'reports_to': f'Director {n % 3}'} for n in range(1, people - 3)]
    for n in range(0, people - 4, 9):
        contacts[n]['digest'] = 'weekly:mon'
    for n in range(4, people - 4, 11):
        away = start + datetime.timedelta(dice.randint(20, 300))
        contacts[n]['away'] = [{'from': away.isoformat(), 'to': (away + datetime.timedelta(12)).isoformat(), 'cover': f'Director {n % 3}'}]
    contacts[7]['until'] = (start + datetime.timedelta(150)).isoformat()
    contacts[8]['digest'] = 'immediate'
    contacts += [{'name': f'Director {n}', 'email': f'director{n}@council.example'} for n in range(3)]
    contacts.append({'name': 'Keeper', 'email': 'keeper@council.example', 'reports_to': 'Director 0'})
    board = {'name': 'Improvement board', 'email': 'board@council.example', 'secretary': 'Keeper',
             'meets': {'every': 'first tuesday', 'papers': '5wd', 'cut_off': '10wd'}}
    return path, write_contacts(folder, 'generated', contacts, board)


def write_contacts(folder, key, contacts, board):
    path = os.path.join(folder, 'people.yaml')
    with open(path, 'w', encoding='utf-8') as file:
        # JSON is YAML.
        json.dump({'contacts': contacts, 'boards': [board], 'window': WINDOW,
                   'plans': [{'key': key, 'coordinator': 'Keeper', 'verifier': contacts[-2]['name'], 'board': board['name']}]}, file)
    return path


def owners_of(folder, key):
    """Somebody for every owner as the plan writes them, and a keeper."""
    with sqlite3.connect(os.path.join(folder, 'plan.db')) as base:
        roles = [role for role, in base.execute('SELECT DISTINCT role FROM owner ORDER BY role')]
    contacts = [{'name': f'Owner {number}', 'email': f'owner{number}@council.example', 'roles': [role], 'reports_to': 'Director'}
                for number, role in enumerate(roles, 1)]
    contacts += [{'name': name, 'email': f'{name.lower()}@council.example'} for name in ('Director', 'Keeper')]
    return write_contacts(folder, key, contacts, {'name': 'Improvement board', 'email': 'board@council.example', 'secretary': 'Keeper',
                                                  'meets': {'every': 'first tuesday', 'papers': '5wd', 'cut_off': '10wd'}})


class ChasedYear:
    """One plan played for so many weeks; `answers` None: nobody does anything. Read `mails`, `audit` and `rows`."""

    def __init__(self, key, folder, plan, begin, weeks, contacts=None, answers=None):
        self.key, self.folder, self.answers, self.weeks = key, folder, answers, weeks
        self.begin = day(begin)
        self.storms = 0
        nobody = os.path.join(folder, 'nobody.yaml')
        with open(nobody, 'w', encoding='utf-8') as file:
            file.write('contacts: []\n')
        delivered.configure(folder, contacts or nobody)
        delivered.run(folder, 'chaser', 'import', plan, '--plan', key, '--as-of', begin)
        if contacts is None:
            delivered.configure(folder, owners_of(folder, key))
        started = time.monotonic()
        self.play(begin)
        self.seconds = time.monotonic() - started
        self.mails = delivered.read_maildir(os.path.join(folder, 'mail'))
        self.audit = json.loads(delivered.run(folder, 'chaser', 'audit', '--json'))
        self.to_people = [mail for mail in self.mails if mail.kind in delivered.TO_PEOPLE]

    def play(self, begin):
        simulator = Simulator(self.folder, begin)
        try:
            simulator.say(f'until {self.begin}T07:00')
            self.approve()
            for week in range(1, self.weeks + 1):
                # Tuesdays: the last three working days of a week and the first of the next have passed.
                today = self.begin + datetime.timedelta(weeks=week) + datetime.timedelta(1)
                simulator.say(f'until {today}T07:00')
                self.approve()
                if self.answers:
                    self.answers.give(self.folder, today)
                simulator.say('advance 1m')
        finally:
            simulator.close()

    def approve(self):
        """A plan of many old dates is a storm: whoever looks after it reads what is held, and lets it go."""
        if self.rows("SELECT 1 FROM alert WHERE held = 1 AND state <> 'resolved' LIMIT 1"):
            shown = delivered.run(self.folder, 'chaser', 'approve', '--show')
            delivered.run(self.folder, 'chaser', 'approve', re.search(r'chaser approve (\d+-[0-9a-f]+)', shown).group(1))
            self.storms += 1

    def rows(self, statement, *values):
        base = sqlite3.connect(os.path.join(self.folder, 'plan.db'))
        base.row_factory = sqlite3.Row
        try:
            return base.execute(statement, values).fetchall()
        finally:
            base.close()

    def week_of(self, on):
        return (on - self.begin).days // 7

    def per_week(self, mails):
        """How many each person got in each week, weeks of silence among them."""
        counts = collections.Counter((mail.to, self.week_of(mail.day)) for mail in mails)
        return sorted(counts[to, week] for to in {mail.to for mail in mails} for week in range(self.weeks))

    def said(self):
        """(local day, what to, mail's kind, item) of all that the record says was sent."""
        for fact in self.audit:
            if fact['what'] == 'message.sent':
                at = datetime.datetime.fromisoformat(fact['at'].replace('Z', '+00:00')).astimezone(delivered.ZONE)
                for item in fact['about']['items']:
                    yield at, fact['about']['to'], fact['about']['kind'], item

    def open_days(self):
        """How many alerts fired and were not resolved, summed over the days of each half."""
        half = self.begin + datetime.timedelta(weeks=self.weeks) / 2
        end = self.begin + datetime.timedelta(weeks=self.weeks)
        days = [0, 0]
        for row in self.rows('SELECT fired_on, resolved_on FROM alert WHERE fired_on IS NOT NULL'):
            first, last = day(row['fired_on']), day(row['resolved_on'] or end.isoformat())
            days[0] += max(0, (min(last, half) - first).days)
            days[1] += max(0, (min(last, end) - max(first, half)).days)
        return days, half
