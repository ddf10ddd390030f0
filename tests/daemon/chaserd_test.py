#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon as a process: an UPDATE by another program is chased, a bad configuration changes nothing, a second
engine is refused, and it stops in good time. Usage: chaserd_test.py CHASERD"""
import email
import email.policy
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

RULES = '''rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder: [{tell: owner}]
'''
CONTACTS = '''contacts:
  - {name: Ann, email: ann@council.example, roles: [Head of Service], digest: immediate}
plans: [{key: p, coordinator: Ann}]
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
'''
SETTINGS = '''database: plan.db
deliver: maildir
maildir: mail
gather: 0s
'''


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def wait_for(what, condition, seconds=20.0 * float(os.environ.get('CHASER_PATIENCE', '1'))):
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if condition():
            return time.monotonic() - begun
        time.sleep(0.05)
    raise AssertionError(f'waited {seconds} s for {what}')


class House:
    def __init__(self, chaserd, folder):
        self.chaserd = chaserd
        self.folder = folder
        self.read = set()
        os.mkdir(self.path('rules.d'))
        write(self.path('rules.d/10-own.yaml'), RULES)
        for stock in ('10-dates', '20-ratings', '30-completeness', '40-verification'):
            write(self.path(f'rules.d/{stock}.yaml'), '')
        write(self.path('contacts.yaml'), CONTACTS)
        write(self.path('chaser.yaml'), SETTINGS)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        log = open(self.path('log'), 'a', encoding='utf-8')
        process = subprocess.Popen([self.chaserd, '--config', self.path('chaser.yaml')], stderr=log)
        wait_for('the start', lambda: 'event=started' in self.log() or process.poll() is not None)
        assert process.poll() is None, self.log()
        return process

    def log(self):
        with open(self.path('log'), encoding='utf-8') as file:
            return file.read()

    def mail(self):
        new = self.path('mail/new')
        return sorted(os.listdir(new)) if os.path.isdir(new) else []

    def arrived(self):
        """The refs that each message since the last call speaks of."""
        fresh = [name for name in self.mail() if name not in self.read]
        self.read.update(fresh)
        refs = []
        for name in fresh:
            with open(self.path(os.path.join('mail/new', name)), 'rb') as file:
                message = email.message_from_binary_file(file, policy=email.policy.default)
            text = message.get_body(('plain',)).get_content()
            refs.append(set(re.findall(r'^(\d+\.\d+): ', text, re.MULTILINE)))
        return refs

    def sql(self, statement):
        connection = sqlite3.connect(self.path('plan.db'), timeout=10)
        with connection:
            connection.execute(statement)
        connection.close()


def stop(process):
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5


def chase(house):
    house.sql("INSERT INTO plan (key, title) VALUES ('p', 'A plan')")
    house.sql("INSERT INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do it')")
    house.sql("INSERT INTO owner (action_id, role) VALUES (1, 'Head of Service')")
    house.sql("INSERT INTO milestone (action_id, due, basis, text) VALUES (1, '2099-01-31', 'indicative', 'x')")
    # Another action's message shows that the daemon has looked at all of this.
    house.sql("INSERT INTO action (plan_id, ref, action) VALUES (1, '16.2', 'Be seen')")
    house.sql("INSERT INTO owner (action_id, role) VALUES (2, 'Head of Service')")
    house.sql("INSERT INTO milestone (action_id, due, basis, text) VALUES (2, '2017-01-31', 'indicative', 'z')")
    wait_for('the first message', house.mail)
    assert house.arrived() == [{'16.2'}], 'what is not due is not chased'
    house.sql("UPDATE milestone SET due = '2017-01-31' WHERE action_id = 1")
    seconds = wait_for('the message', lambda: len(house.mail()) > 1)
    assert house.arrived() == [{'16.1'}]
    print(f'chased {seconds:.2f} s after the UPDATE')


def refuse_second(house):
    second = subprocess.run([house.chaserd, '--config', house.path('chaser.yaml')], capture_output=True, text=True, timeout=20)
    assert second.returncode == 4, second
    assert 'chaserd:' in second.stderr


def reload_badly_and_well(house, process):
    write(house.path('rules.d/10-own.yaml'), RULES.replace('indicative and', 'indicativ and'))
    process.send_signal(signal.SIGHUP)
    wait_for('the refusal', lambda: 'event=reload_refused' in house.log())
    house.sql("INSERT INTO milestone (action_id, due, basis, text) VALUES (1, '2017-02-28', 'indicative', 'y')")
    wait_for('the old rules to go on', lambda: len(house.mail()) > 2)
    assert house.arrived() == [{'16.1'}]
    write(house.path('rules.d/10-own.yaml'), RULES + '# a comment changes nothing\n')
    process.send_signal(signal.SIGHUP)
    wait_for('the reload', lambda: 'event=reloaded' in house.log())


def main(chaserd):
    with tempfile.TemporaryDirectory() as folder:
        house = House(os.path.abspath(chaserd), folder)
        process = house.start()
        try:
            chase(house)
            refuse_second(house)
            reload_badly_and_well(house, process)
            stop(process)
            process = house.start()
            # An edit's message shows that the daemon has looked at everything since it started.
            house.sql("INSERT INTO milestone (action_id, due, basis, text) VALUES (2, '2017-03-31', 'indicative', 'w')")
            wait_for('the message after the restart', lambda: len(house.mail()) > 3)
            assert house.arrived() == [{'16.2'}], 'a restart with nothing changed repeats nothing'
            stop(process)
            assert 'ann@council.example' not in house.log() and 'Ann' not in house.log()
        finally:
            if process.poll() is None:
                process.kill()
            print(house.log())
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
