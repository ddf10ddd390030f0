#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Without web.public_url: chaserd writes a message, its mailto: links are followed as a mail program does, the reply is
piped into `chaser inbox`, and the coordinator confirms it. Machines that answer, and whoever means harm, change nothing."""
import email
import email.message
import email.policy
import email.utils
import glob
import html
import json
import os
import re
import subprocess
import unittest
import urllib.parse

from answer_pages import CONTACTS, DUE, PLAN, RULES
from chaser_cli import BIN
from service import ServiceTest, wait_for


class AnswerByMail(ServiceTest):
    def setUp(self):
        super().setUp()
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.write('chaser.yaml', 'database: plan.db\ndeliver: maildir\nmaildir: mail\nfrom: chaser@northmoor.example\n'
                                  'gather: 0s\nspread: 0s\nurgent_per_day: 1000\n')
        self.chaser('import', self.write('empty.csv', 'Ref,Recommendation,Lead\n9,Nothing,Ward manager\n'), '--plan', 'q')
        self.shell('BEGIN;' + PLAN + DUE.format('2.1') + DUE.format('2.2') + 'COMMIT')

    def letters(self, to='lena@nch.example'):
        found = []
        for path in sorted(glob.glob(self.path('mail/new/*')), key=os.path.getmtime):
            with open(path, 'rb') as file:
                letter = email.message_from_bytes(file.read(), policy=email.policy.default)
            if to in str(letter['To']):
                found.append(letter)
        return found

    def chase(self):
        """The letter that asks about both actions, and its mailto: links by number and words."""
        self.start()
        wait_for('the message', self.letters, otherwise=self.log)
        # The file is there a moment before the record says so.
        wait_for('it to be settled', lambda: not self.sql("SELECT 1 FROM message WHERE state <> 'sent'"), otherwise=self.log)
        letter = self.letters()[0]
        page = letter.get_body(('html',)).get_content()
        links = {}
        for href in re.findall(r'href="(mailto:[^"]*)"', page):
            parts = urllib.parse.urlsplit(html.unescape(href))
            fields = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
            number, words = re.fullmatch(r'(\S+): (.*) \[ch-\S+\]', fields['subject']).groups()
            links[number, words] = (parts.path, fields['subject'], fields['body'])
        return letter, links

    def written(self, link, more='', sender='Dr Lena Fox <lena@nch.example>', **headers):
        """What a mail program sends when such a link is followed, and something is typed behind what is there."""
        to, subject, body = link
        message = email.message.EmailMessage()
        message['From'], message['To'], message['Subject'] = sender, to, subject
        message['Message-ID'] = email.utils.make_msgid(domain='nch.example')
        for name, value in headers.items():
            message[name.replace('_', '-')] = value
        message.set_content(body + more + '\n')
        return message

    def configured(self, *arguments, data=b'', expect=0):
        done = subprocess.run([os.path.join(BIN, 'chaser'), '--config', self.path('chaser.yaml'), *arguments], input=data,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, expect, (arguments, done.stdout, done.stderr))
        return done

    def inbox(self, message, expect=0):
        """As a mail server pipes it: with an envelope's line in front."""
        data = bytes(message) if isinstance(message, email.message.Message) else message
        return json.loads(self.configured('inbox', '--json', data=b'From x@y Mon Nov 23 02:00:00 2026\n' + data,
                                          expect=expect).stdout or 'null')

    def open_alerts(self):
        return sorted(ref for ref, in self.sql("SELECT ref FROM alert WHERE state <> 'resolved'"))

    def milestone(self, ref):
        return self.sql('SELECT state, evidence, proposed_due FROM milestone WHERE action_id = '
                        '(SELECT id FROM action WHERE ref = ?)', ref)[0]

    def test_a_mailto_is_followed_the_coordinator_confirms_and_the_alert_ends(self):
        letter, links = self.chase()
        self.assertEqual(email.utils.parseaddr(str(letter['Reply-To']))[1], 'priya@northmoor.example')
        self.assertEqual({words for number, words in links if number == '2.2'},
                         {'still on track', 'done', 'new date', 'date agreed', 'ask me later', 'not mine'})
        codes = set(re.findall(r'ch-\w+-\w{8}', letter.get_body(('plain',)).get_content()))
        self.assertEqual(len(codes), 2, 'a code for each item')
        link = links['2.2', 'done']
        self.assertEqual(link[0], 'priya@northmoor.example')
        reply = self.written(link, 'Training records, shared drive')
        said = self.inbox(reply)
        self.assertEqual((said['what'], said['reply']), ('recorded', 1))
        self.assertEqual(self.milestone('2.2')[0], 'open', 'nothing is changed before it is confirmed')
        self.assertEqual(self.inbox(reply)['what'], 'already')
        wait_for('the coordinator to be told', lambda: self.letters('priya@northmoor.example'), otherwise=self.log)
        self.assertIn('chaser replies confirm 1', self.letters('priya@northmoor.example')[-1].get_body(('plain',)).get_content())
        waiting, = json.loads(self.configured('replies', '--json').stdout)
        self.assertEqual((waiting['contact'], waiting['is_theirs'], waiting['answer']['kind'], waiting['answer']['evidence']),
                         ('Dr Lena Fox', True, 'done', 'Training records, shared drive'))
        self.assertIn('Dr Lena Fox', self.configured('replies').stdout.decode())
        self.assertIn('Where the evidence is', self.configured('replies', 'show', '1').stdout.decode())
        self.configured('replies', 'confirm', '1', '--as', 'Dr Lena Fox', expect=3)
        self.assertIn('2.2: Dr Lena Fox says that it is done.', self.configured('replies', 'confirm', '1').stdout.decode())
        wait_for('the alert to resolve', lambda: self.open_alerts() == ['2.1'], otherwise=self.log)
        self.assertEqual(self.milestone('2.2')[:2], ('complete', 'Training records, shared drive'))
        words = ' | '.join(after or '' for after, in self.sql("SELECT after FROM audit_entry WHERE actor = 'Dr Lena Fox'"))
        self.assertIn("by Dr Lena Fox's reply, confirmed by Priya Nair", words)
        self.assertIn('reply 1', self.inbox(reply)['said'])
        self.configured('replies', 'confirm', '1', expect=3)
        self.configured('audit', '--verify')

    def test_a_plain_reply_is_known_by_what_it_answers(self):
        letter, links = self.chase()
        first = re.search(r'ch-\w+-\w{8}', letter.get_body(('plain',)).get_content()).group()
        subject = f'Re: {letter["Subject"]}'
        quoted = '\n\nOn Monday Chaser wrote:\n' + '\n'.join(
            '> ' + line for line in letter.get_body(('plain',)).get_content().splitlines())
        vague = self.written(('priya@northmoor.example', subject, 'Done.' + quoted), In_Reply_To=letter['Message-ID'])
        self.assertIn('which of 2 items', self.inbox(vague)['said'])
        self.configured('replies', 'confirm', '1', expect=3)
        plain = self.written(('priya@northmoor.example', f'{subject} {first}', 'New date: 31 March 2050' + quoted))
        self.assertIn('recorded', self.inbox(plain)['what'])
        clear = self.written(('priya@northmoor.example', f'{subject} {first}', 'Please ask me again after the holidays'))
        self.assertEqual(self.inbox(clear)['what'], 'recorded')
        kinds = [one['answer'] and one['answer']['kind'] for one in json.loads(self.configured('replies', '--json').stdout)]
        self.assertEqual(kinds, ['done', 'new-date', None])
        self.configured('replies', 'refuse', '3', '--why', 'no day')
        self.configured('replies', 'confirm', '1', '--item', '2')
        wait_for('one of two to resolve', lambda: len(self.open_alerts()) == 1, otherwise=self.log)
        self.assertIn('more than ten years ahead', self.configured('replies', 'confirm', '2', expect=3).stderr.decode())
        self.assertEqual([one['id'] for one in json.loads(self.configured('replies', '--json').stdout)], [2])

    def test_machines_that_answer_are_ignored_and_say_why(self):
        letter, links = self.chase()
        link = links['2.1', 'done']
        away = self.written(link, Auto_Submitted='auto-replied', X_Auto_Response_Suppress='All')
        bounce = (b'Return-Path: <>\nFrom: MAILER-DAEMON@nch.example\nTo: priya@northmoor.example\n'
                  b'Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n'
                  b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\n'
                  b'I am sorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; nch.example\n\n'
                  b'Final-Recipient: rfc822; lena@nch.example\nAction: failed\nStatus: 5.1.1\n\n--b\n'
                  b'Content-Type: message/rfc822\n\n' + bytes(letter) + b'\n--b--\n')
        mailing_list = self.written(link, List_Id='<all.nch.example>')
        for message in (away, bounce, mailing_list, letter):
            self.assertEqual(self.inbox(message)['what'], 'ignored')
        done = self.configured('inbox', data=bytes(away))
        self.assertEqual(done.stdout, b'')
        self.assertIn(b'Auto-Submitted: auto-replied', done.stderr)
        self.assertEqual(self.sql('SELECT count(*) FROM reply'), [(0,)])
        self.assertEqual(self.sql("SELECT DISTINCT state FROM alert"), [('firing',)])

    def test_whoever_means_harm_does_none(self):
        _, links = self.chase()
        link = links['2.1', 'done']
        before = self.sql('SELECT count(*) FROM audit')
        for data in (b'', b'\0' * 100_000, b'Hello there', b'From: a@b\n' + b'Content-Type: multipart/mixed; boundary=b\n\n--b\n' * 5000):
            self.assertEqual(self.configured('inbox', data=data, expect=3).stdout, b'')
        huge = self.configured('inbox', data=b'From: a@b\nSubject: x\n\n' + b'x' * (26 * 1024 * 1024))
        self.assertIn(b'Ignored: the mail is larger than 25 MB', huge.stderr)
        forged = self.written((link[0], link[1][:-3] + ('00]' if link[1][-3:] != '00]' else '11]'), link[2]), sender='x@evil.example')
        self.assertEqual(self.inbox(forged)['what'], 'ignored')
        self.assertEqual(self.sql('SELECT count(*) FROM audit'), before)
        self.assertEqual(self.sql("SELECT DISTINCT state FROM alert"), [('firing',)])
        stolen = self.written(link, '\x1b[2J<script>alert(1)</script>', sender='"Dr Lena Fox" <x@evil.example>')
        self.assertEqual(self.inbox(stolen)['what'], 'recorded')
        self.assertEqual(self.sql("SELECT DISTINCT state FROM alert"), [('firing',)], 'it keeps nobody quiet')
        self.assertIn('--despite-sender', self.configured('replies', 'confirm', '1', expect=3).stderr.decode())
        self.assertNotIn('\x1b', self.configured('replies', 'show', '1').stdout.decode())
        self.assertEqual(self.milestone('2.1')[0], 'open')
        os.rename(self.database, self.database + '.away')
        self.configured('inbox', data=bytes(stolen), expect=75)
        os.rename(self.database + '.away', self.database)
        self.write('chaser.yaml', 'database: [\n')
        self.configured('inbox', data=bytes(stolen), expect=75)


if __name__ == '__main__':
    unittest.main()
