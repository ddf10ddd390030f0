#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Four months of a real plan against a ledger that was written from the specification alone, by somebody who had not seen
the programs: lancashire-2017.tsv beside this file, in which nobody answers, and lancashire-2017-answered.tsv, with six answers
and a board's decision (written into the database by the script of that name). Line for line: day, recipient, kind, ref and
party are what Python's own mail parser finds in the Maildir; part, rule, step and reason are what `chaser audit --json` says
under the same Message-ID; what was not said, and why, is in the audit alone. The forecast foretells the same messages.

A ledger's `kind` is what a message is to its reader. Where a line's reason is not `sent`, nothing was to leave: the line says
what it would have been, and the reason."""
import collections
import datetime
import json
import os
import re
import shutil
import tempfile
import unittest

import delivered
from chaser_cli import SOURCE, shared_plan

BEGIN, END = '2017-10-02', '2018-01-31'
FOLDER = os.path.join(SOURCE, 'tests', 'scenarios')
FIELDS = ['day', 'to', 'kind', 'ref', 'part', 'party', 'rule', 'step', 'reason']
Line = collections.namedtuple('Line', FIELDS)
# How a first message asks about what had been late before Chaser saw it, and about what the plan does not say clearly.
FIRST_CONTACT = ('Where does this stand?', 'Can you settle what the plan means here?')
# Of an alert, not of an item: why the alert says nothing.
OF_ALERTS = ('pending', 'acknowledged-until', 'snoozed-until')


def read_ledger(name):
    with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
        rows = [line.rstrip('\n').split('\t') for line in file if not line.startswith('#')]
    assert rows[0] == FIELDS, f'{name}: {rows[0]}'
    return [Line(*row) for row in rows[1:]]


def civil_day(instant):
    return datetime.datetime.fromisoformat(instant.replace('Z', '+00:00')).astimezone(delivered.ZONE).date().isoformat()


def party_of(entry, item):
    """`Agreed date for LCFT: the …`; where the entry names no date it names no party either, and the record has it."""
    line = next((line for line in entry.words.splitlines() if ' date' in line and ': the ' in line), None)
    return item['party'] or '' if line is None else line.split(':')[0].partition(' for ')[2]


def kind_in_mail(mail, entry, item):
    """What the entry is to its reader, by the mail's kind and its own words; `item` where the words leave it open."""
    if mail.kind in ('pack-draft', 'pack'):
        return {'pack-draft': 'pack draft', 'pack': 'board pack'}[mail.kind]
    if item['kind'] == 'ask':
        if entry.ask.startswith('Please check the evidence'):
            return 'verification request'
        return 'first contact' if entry.ask in FIRST_CONTACT else 'alert'
    return {'warning': 'fair warning'}.get(item['kind'], item['kind'])


class Played:
    """The plan played into a Maildir, its audit, and the same as lines of a ledger."""

    def __init__(self, folder, script=None):
        self.folder = folder
        delivered.configure(folder, shared_plan('lancashire-contacts.yaml'))
        delivered.run(folder, 'chaser', 'import', shared_plan('lancashire-appendix-a.docx'), '--plan', 'lancashire', '--as-of', BEGIN)
        self.forecast = json.loads(delivered.run(folder, 'chaser', 'forecast', '--from', BEGIN, '--until', END, '--json'))
        arguments = ['--script', os.path.join(FOLDER, script)] if script else []
        delivered.run(folder, 'chaserd-sim', '--from', BEGIN, '--to', END, *arguments)
        self.mails = delivered.read_maildir(os.path.join(folder, 'mail'))
        self.audit = json.loads(delivered.run(folder, 'chaser', 'audit', '--json'))
        self.said = {fact['about']['message_id'].strip('<>'): fact['about'] for fact in self.audit if fact['what'] == 'message.sent'}

    def items_of(self, mail):
        return self.said[mail.message_id.strip().strip('<>')]['items']

    def lines(self):
        """One for each item that the audit says a mail carried, with what the mail itself shows of it."""
        found = []
        for mail in self.mails:
            for item in self.items_of(mail):
                entry = entry_for(mail, item)
                found.append(Line(mail.day.isoformat(), mail.to, kind_in_mail(mail, entry, item), entry.ref,
                                  str(item['part'] or ''), party_of(entry, item), item['rule'], item['step'], item['reason']))
        return found

    def unsaid(self):
        """What the audit says was not said, or not yet: of an item with its step, of an alert without."""
        items, alerts = collections.Counter(), set()
        for fact in self.audit:
            about, day = fact['about'], civil_day(fact['at'])
            if fact['what'] in ('item.waits', 'item.dropped'):
                items[day, about['kind'], about['ref'], str(about['part']), about['party'] or '', about['rule'], about['step'],
                      about['reason']] += 1
            elif fact['what'].startswith('alert.') and about:
                alerts.add((day, about['ref'], str(about['part']), about['party'] or '', about['rule'], about['reason'], about['detail']))
        return items, alerts


def entry_for(mail, item):
    """The entry of a mail that is about this item: by its ref, and where there are several, the milestone's words. Words
    that say no more than the date are not repeated."""
    flat = ' '.join((item['text'] or '').split())
    about = [entry for entry in mail.entries if entry.ref == (item['ref'] or '')]
    same = [entry for entry in about if entry.what == flat] or [entry for entry in about if not entry.what] or about
    if not same or (same is about and len(same) > 1):
        raise AssertionError(f'{mail.day} to {mail.to}: {item["ref"]} {flat!r} is not in the text')
    return same[0]


def stored_kinds(line):
    return {'fair warning': 'warning', 'board pack': 'pack-item', 'pack draft': 'pack-item', 'escalation': 'escalation',
            'reminder': 'reminder', 'notice': 'notice'}.get(line.kind, 'ask')


class LedgerCase:
    """What both ledgers are held to."""
    ledger, script = '', None

    @classmethod
    def setUpClass(cls):
        shared_plan('lancashire-appendix-a.docx')
        folder = tempfile.mkdtemp(prefix='chaser-test-')
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.played = Played(folder, cls.script)
        cls.lines = read_ledger(cls.ledger)
        cls.sent = [line for line in cls.lines if line.reason == 'sent']

    def same(self, expected, got, what):
        expected, got = collections.Counter(expected), collections.Counter(got)
        missing, extra = sorted((expected - got).elements()), sorted((got - expected).elements())
        self.assertFalse(missing or extra, '\n'.join([what, *(f'  only in the ledger   {" | ".join(map(str, line))}' for line in missing),
                                                      *(f'  only in the program  {" | ".join(map(str, line))}' for line in extra)]))

    def test_everything_is_said_on_its_day_to_its_reader_and_nothing_else(self):
        self.same(self.sent, self.played.lines(), 'what was sent')

    def test_each_mail_was_recorded_under_its_message_id_and_no_other_was(self):
        mails = [mail.message_id.strip().strip('<>') for mail in self.played.mails]
        self.assertEqual(sorted(mails), sorted(self.played.said))
        for mail in self.played.mails:
            about = self.played.said[mail.message_id.strip().strip('<>')]
            self.assertEqual((about['to'], about['kind'], about['channel']), (mail.to, mail.kind, 'maildir'))

    def test_a_mail_has_one_entry_for_each_thing_that_the_record_says_it_said(self):
        for mail in self.played.mails:
            items = self.played.items_of(mail)
            said = {(item['ref'] or '', item['text'], item['rule']) for item in items}
            self.assertEqual(collections.Counter(entry.ref for entry in mail.entries), collections.Counter(ref for ref, *_ in said),
                             f'{mail.day} to {mail.to}')
            for item in items:
                self.assertEqual(party_of(entry_for(mail, item), item), item['party'] or '', f'{mail.day} to {mail.to}: {item["ref"]}')

    def test_what_waits_has_the_reason_that_the_ledger_gives(self):
        items, _ = self.played.unsaid()
        expected = collections.Counter((line.day, stored_kinds(line), line.ref, line.part, line.party, line.rule, line.step, line.reason)
                                       for line in self.lines if line.reason != 'sent' and line.reason not in OF_ALERTS)
        self.same(expected.elements(), items.elements(), 'what was wanted and not said')

    def test_an_alert_that_keeps_quiet_says_the_reason_that_the_ledger_gives(self):
        _, alerts = self.played.unsaid()
        for line in self.lines:
            if line.reason in OF_ALERTS:
                quiet = [fact for fact in alerts if fact[1:5] == (line.ref, line.part, line.party, line.rule) and fact[0] <= line.day]
                self.assertTrue(quiet, f'{line}: nothing in the audit')
                latest = max(quiet, key=lambda fact: fact[0])
                self.assertEqual(latest[5], line.reason, f'{line}: {latest}')
                self.assertGreaterEqual(latest[6], line.day, f'{line}: {latest}')

    def test_no_alert_keeps_quiet_without_a_line(self):
        _, alerts = self.played.unsaid()
        for fact in alerts:
            if fact[5] in OF_ALERTS:
                self.assertTrue(any((line.ref, line.part, line.party, line.rule, line.reason) == fact[1:6] for line in self.lines), fact)


class NobodyAnswers(LedgerCase, unittest.TestCase):
    ledger = 'lancashire-2017.tsv'

    def test_the_forecast_foretells_it_message_for_message(self):
        foretold = collections.Counter()
        for message in self.played.forecast:
            kind = {'pack-draft': 'pack draft', 'pack': 'board pack'}.get(message['kind'], '')
            items = frozenset(collections.Counter((item['ref'] or '', str(item['part']) if item['ref'] else '', item['party'] or '',
                                                   item['rule'], item['step']) for item in message['items']).items())
            foretold[message['on'], message['to'], kind, items] += 1
        by_message = collections.defaultdict(collections.Counter)
        for line in self.sent:
            kind = line.kind if line.kind in ('pack draft', 'board pack') else ''
            board = self.meeting_of(line) if kind else ''
            by_message[line.day, line.to, kind, board][line.ref, line.part, line.party, line.rule, line.step] += 1
        expected = collections.Counter((day, to, kind, frozenset(items.items())) for (day, to, kind, _), items in by_message.items())
        self.same(expected.elements(), foretold.elements(), 'what was foretold')

    def meeting_of(self, line):
        """Which board's papers a line is part of: one person may get the drafts of several on one day."""
        return next(other.to for other in self.sent
                    if other.kind == 'board pack' and (other.ref, other.party, other.rule) == (line.ref, line.party, line.rule))


class SixAnswersAndADecision(LedgerCase, unittest.TestCase):
    ledger, script = 'lancashire-2017-answered.tsv', 'lancashire-2017-answered.script'


if __name__ == '__main__':
    unittest.main()
