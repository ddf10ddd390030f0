# SPDX-License-Identifier: Apache-2.0
"""What a simulation delivered, read by Python's own mail parser, and a calendar of its own to judge it by. Nothing here
shares code with the programs."""
import datetime
import email
import email.policy
import json
import os
import re
import subprocess
import zoneinfo
from typing import NamedTuple

from chaser_cli import BIN, PATIENCE, shared_plan

ZONE = zoneinfo.ZoneInfo('Europe/London')
TO_PEOPLE = ('digest', 'urgent')


class Entry(NamedTuple):
    """One thing that is asked in a message."""
    ref: str
    ask: str
    what: str  # the milestone as written
    words: str  # all of its lines


class Mail(NamedTuple):
    at: datetime.datetime  # local
    to: str
    address: str
    kind: str  # digest, urgent, pack, pack-draft
    subject: str
    text: str
    message_id: str
    entries: list

    @property
    def day(self):
        return self.at.date()


def entries_of(text):
    """The items of a plain text: a headline that begins with the action's reference, then one or more `* ask`."""
    found, ref, lines = [], '', None
    for line in text.splitlines():
        headline = re.match(r'(\d+(?:\.\d+)*)[^:]{0,12}: ', line)
        if headline:
            ref = headline.group(1)
        if line.startswith('* '):
            lines = [line[2:]]
            found.append((ref, lines))
        elif line.startswith('  ') and lines is not None:
            lines.append(line.strip())
        else:
            lines = None
    whats = [next((line.removeprefix('In the plan: ') for line in lines if line.startswith('In the plan: ')), '') for _, lines in found]
    return [Entry(ref, lines[0], what, '\n'.join(lines)) for (ref, lines), what in zip(found, whats)]


def read_maildir(folder):
    mails = []
    for name in os.listdir(os.path.join(folder, 'new')):
        with open(os.path.join(folder, 'new', name), 'rb') as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        to = message['To'].addresses[0]
        text = message.get_body(('plain',)).get_content()
        mails.append(Mail(message['Date'].datetime.astimezone(ZONE), to.display_name, to.addr_spec,
                          message['X-Chaser-Kind'], message['Subject'], text, message['Message-ID'], entries_of(text)))
    return sorted(mails, key=lambda mail: (mail.at, mail.address))


class Calendar:
    """Working days of England and Wales, from the published list of bank holidays."""

    def __init__(self):
        with open(shared_plan('bank-holidays-england-and-wales.tsv'), encoding='utf-8') as file:
            self.holidays = {line[:10] for line in file if re.match(r'\d{4}-\d\d-\d\d\t', line)}

    def works(self, day):
        return day.weekday() < 5 and day.isoformat() not in self.holidays

    def add(self, day, working_days):
        step = datetime.timedelta(1 if working_days > 0 else -1)
        for _ in range(abs(working_days)):
            day += step
            while not self.works(day):
                day += step
        return day

    def opening(self, day):
        """The first day from this one on when anything may be sent."""
        while not self.works(day):
            day += datetime.timedelta(1)
        return day


def configure(folder, contacts):
    path = os.path.join(folder, 'chaser.yaml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(f'database: plan.db\ncontacts: {contacts}\ndeliver: maildir\nmaildir: mail\n'
                   'domain: council.example\nfrom: Chaser <chaser@council.example>\n')
    return path


def run(folder, program, *arguments):
    environment = {key: value for key, value in os.environ.items() if key != 'CHASER_DATA_DIR'}
    done = subprocess.run([os.path.join(BIN, program), '--config', os.path.join(folder, 'chaser.yaml'), *arguments],
                          capture_output=True, text=True, cwd=folder, timeout=250 * PATIENCE, env=environment,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f'{program} {" ".join(arguments)} ended with {done.returncode}: {done.stderr}')
    return done.stdout


def simulate(folder, begin, end):
    """Nobody answers from one day to the other; gives the story that the simulator tells, and the delivered mails."""
    story = json.loads(run(folder, 'chaserd-sim', '--from', begin, '--to', end, '--json'))
    return story, read_maildir(os.path.join(folder, 'mail'))
