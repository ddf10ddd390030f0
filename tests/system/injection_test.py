#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two hundred hostile texts in every field of a plan. Whatever leaves, or is printed, is read by parsers that are not ours:
Python's mail parser with its strict policy, its HTML and CSV parsers, its JSON; nothing breaks out of its place."""
import contextlib
import csv
import email
import email.policy
import glob
import html.parser
import io
import json
import os
import re
import sqlite3
import subprocess
import unittest

from chaser_cli import BIN, PATIENCE
from service import ServiceTest, wait_for

COUNT = 200
PEOPLE = 20
MARK = 'PWNED'  # a file of this name would be made by a text that reached a shell
FIELDS = ('recommendation', 'issue', 'action', 'progress', 'comments', 'by_whom', 'assurance', 'rag_text')
SEEDS = [
    'x\r\nBcc: victim@evil.example', 'x\nSubject: other', 'x\r\n\r\n<h1>body</h1>', '\r\n.\r\nMAIL FROM:<a@evil.example>',
    '<script>alert(1)</script>', '</title></head><body onload=alert(1)>', '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)", '<a href="javascript:alert(1)">x</a>', '<!-- --><style>*{display:none}</style>',
    '<![CDATA[ ]]> <!ENTITY x SYSTEM "file:///etc/passwd">', '&lt;script&gt;&#60;b&#62;', '<svg/onload=alert(1)>',
    '<td></tr></table><iframe src=//evil.example>', '<base href=//evil.example>', '<form action=//evil.example>',
    '","to":"victim","x":"', '\\"}], "event": "forged', '\\u0000\\u202e', '}\n{"event":"alert.resolved"}', '\\', '"',
    f'$(touch {MARK})', f'`touch {MARK}`', f'; touch {MARK} #', f'| touch {MARK}', f"'; touch {MARK}; '", '%s%n%x', '${HOME}',
    "=cmd|' /C calc'!A0", '@SUM(1+1)*cmd', '+1+1', '-2+3', '=HYPERLINK("http://evil.example","x")', '\t=1+1',
    '{{{style}}}', '{{#sections}}{{/sections}}', '{{> head.html}}', '{{=<% %>=}}', '{%raw%}', '#{7*7}', '<%= 7*7 %>',
    "'; DROP TABLE action; --", '" OR 1=1 --', '../../../../etc/passwd', 'file:///etc/passwd', 'C:\\CON', '~root',
    'a=b level=error event=forged', '"\nlevel=info event=delivery outcome=delivered', '\x1b[31mred\x1b[0m', '\x07\x08\x7f',
    '\u202e\u2066gnp.exe', '\u200f\u061c\ufeff', '\u2028\u2029\u0085', 'e\u0301' * 40, 'Z\u0351\u036b\u0343\u036a' * 20,
    '\U0001f469\u200d\U0001f469\u200d\U0001f467' * 10, '\u0905\u0928\u0941\u092a\u093e\u0932\u0928', '\u062a\u0623\u062e\u0631',
    '\u5ef6\u671f' * 80, 'W' * 3000, ' ' * 500 + 'x', 'word ' * 800, '=?utf-8?B?PHNjcmlwdD4=?=', '=?utf-8?Q?=0D=0ABcc:_x?=',
    'From mailer Mon Jan  1', '.', '..', '.\r\n.', 'x' * 75 + '\r\n' + 'y' * 75, '=3D=0D=0A', '=\r\n', 'soft=',
    'victim@evil.example, other', '<victim@evil.example>', '"quoted" (comment) <x>', 'a:b;c,d', '%0d%0aSet-Cookie: x', '--=_0\r\n',
]
BEFORE = ['', 'Ann ', '<b>', '"', '\u202d']
AFTER = ['', ' ok', '</b>', "'", '\r\n']
RULES = '''rules:
  - id: late
    summary: It is late
    over: milestone
    when: due < today
    severity: warning
    ladder: [{tell: owner}, {tell: "webhook:channel"}]
'''
PLACEHOLDER_PEOPLE = ''.join(f'  - {{name: Person {n}, email: p{n}@northmoor.example, roles: [Role {n}]}}\n'
                             for n in range(PEOPLE))
CONTACTS = f'''contacts:
{PLACEHOLDER_PEOPLE}webhooks: [{{name: channel, url: "http://127.0.0.1:1/x"}}]
plans: [{{key: p, coordinator: Person 0, mail_fields: [rag, recommendation, issue, action, owner, by_whom, assurance, progress, comments, evidence]}}]
window: {{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}}
'''
HEADERS = {'From', 'To', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References', 'Auto-Submitted',
           'X-Auto-Response-Suppress', 'List-Id', 'X-Chaser-Kind', 'MIME-Version', 'Content-Type',
           'Content-Transfer-Encoding', 'Content-Disposition'}
TAGS = {'html', 'head', 'meta', 'title', 'style', 'body', 'table', 'tbody', 'thead', 'tr', 'td', 'th', 'p', 'h1', 'h2', 'h3', 'ul',
        'ol', 'li', 'strong', 'em', 'b', 'i', 'br', 'hr', 'span', 'div', 'a', 'center'}
LOG_LINE = re.compile(r'^(?:\S+ )?(?:time=\S+ )?(?:level=\w+ )?event=\w+( \w+=("([^"\\]|\\.)*"|[^" ]*))*$')


def hostile_texts():
    texts = []
    for turn in range(len(BEFORE)):
        for seed in SEEDS:
            texts.append(BEFORE[turn] + seed + AFTER[turn])
    return texts[:COUNT]


class Markup(html.parser.HTMLParser):
    """What a browser would make elements and attributes of."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ('href', 'src', 'action', 'background'):
                self.links.append(value)


class HostileTexts(ServiceTest):
    def setUp(self):
        super().setUp()
        self.texts = hostile_texts()
        self.assertEqual(len(set(self.texts)), COUNT)
        self.refs = [f'{n}' for n, text in enumerate(self.texts) if '\x1b' in text]
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.write('chaser.yaml', 'database: plan.db\ndeliver: maildir\nmaildir: mail\nfrom: Chaser <chaser@northmoor.example>\n'
                                  'gather: 0s\nspread: 0s\nitems_in_full: 1000\nstorm_limit: 1000\nstorm_items: 10000\n')
        self.chaser('import', self.write('first.csv', 'Ref,Action,Lead\n0,Nothing,Role 0\n'), '--plan', 'p', '--title',
                    'x\u202e<script>y')
        self.fill()

    def fill(self):
        """Past the import, which would mend much of it: whoever writes SQL may write anything."""
        columns, marks = ', '.join(FIELDS), ', '.join('?' for _ in FIELDS)
        with contextlib.closing(sqlite3.connect(self.database)) as connection, connection:
            for number, text in enumerate(self.texts):
                action = connection.execute(
                    f'INSERT INTO action (plan_id, ref, {columns}) VALUES (1, ?, {marks})',
                    (f'{number}' if number % 2 or '\x1b' in text else f'{number} {text[:20]}', *([text] * len(FIELDS)))).lastrowid
                connection.execute('INSERT INTO milestone (action_id, due, basis, text, label, evidence) '
                                   "VALUES (?, '2016-09-30', 'agreed', ?, ?, ?)", (action, text, text, text))
                connection.executemany('INSERT INTO owner (action_id, role) VALUES (?, ?)',
                                       [(action, f'Role {number % PEOPLE}'), (action, text)])

    def configured(self, *arguments, expect=0):
        done = self.run_program('chaser', '--config', 'chaser.yaml', *arguments)
        self.assertEqual(done.returncode, expect, done.stderr[-2000:])
        return done.stdout

    def on_a_terminal(self, *arguments, talk=False, status=0):
        """What the command prints on a terminal, which would obey it; with `talk`, on standard error, or on `both`."""
        main, side = os.openpty()
        process = subprocess.Popen([os.path.join(BIN, 'chaser'), '--config', 'chaser.yaml', *arguments],
                                   stdout=subprocess.DEVNULL if talk is True else side, stdin=subprocess.DEVNULL,
                                   stderr=side if talk else subprocess.DEVNULL, cwd=self.folder)
        os.close(side)
        printed = b''
        with contextlib.suppress(OSError):
            while part := os.read(main, 65536):
                printed += part
        os.close(main)
        self.assertEqual(process.wait(timeout=60 * PATIENCE), status)
        return printed.decode().replace('\r\n', '\n')

    def assert_mail_is_whole(self, raw):
        letter = email.message_from_bytes(raw, policy=email.policy.strict)
        for part in letter.walk():
            self.assertEqual(part.defects, [])
        self.assertEqual({name.lower() for name in letter.keys()} - {name.lower() for name in HEADERS}, set())
        for name in letter.keys():
            self.assertEqual(len(letter.get_all(name)), 1, name)
        self.assertRegex(letter['To'].addresses[0].addr_spec, r'^p\d+@northmoor\.example$')
        self.assertEqual(len(letter['To'].addresses), 1)
        for character in '\r\n\u202e\u2028\x1b':
            self.assertNotIn(character, str(letter['Subject']))
        head, _, _ = raw.partition(b'\r\n\r\n')
        for line in raw.split(b'\r\n'):
            self.assertLessEqual(len(line), 998)
            self.assertNotIn(b'\n', line)
        self.assertTrue(all(byte < 128 for byte in head))
        text = letter.get_body(('plain',)).get_content().replace('\r\n', '\n')
        self.assertIsNone(re.search('[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]', text))
        # What would be too much for a mail program goes as text alone.
        page = letter.get_body(('html',))
        if page is not None:
            self.pages += 1
            self.assert_html_is_ours(page.get_content())
        return letter

    def assert_html_is_ours(self, page):
        markup = Markup()
        markup.feed(page)
        markup.close()
        self.assertEqual(markup.tags - TAGS, set())
        self.assertEqual({name for name in markup.attributes if name.startswith('on')}, set())
        for link in markup.links:
            self.assertRegex(link, r'^mailto:|^https?://(127\.0\.0\.1|localhost)')
        self.assertIsNone(re.search('[\u202a-\u202e\u2066-\u2069]', page))

    def test_nothing_that_is_sent_or_printed_is_broken_by_them(self):
        self.configured('run', '--once')
        letters, documents, self.pages = [], [], 0
        for path in glob.glob(self.path('mail/new/*')):
            with open(path, 'rb') as file:
                raw = file.read()
            if b'\r\nContent-Type: application/json' in raw.partition(b'\r\n\r\n')[0]:
                documents.append(json.loads(raw.partition(b'\r\n\r\n')[2]))
            else:
                letters.append(self.assert_mail_is_whole(raw))
        told = self.sql("SELECT count(*) FROM item WHERE state = 'delivered'")[0][0]
        self.assertGreaterEqual(told, COUNT)
        self.assertGreaterEqual(len(letters), PEOPLE)
        self.assertGreaterEqual(len(documents), 1)
        self.assertGreaterEqual(self.pages, PEOPLE // 2)
        for document in documents:
            self.assertTrue(all(ord(c) >= 32 or c in '\n\t' for c in json.dumps(document, ensure_ascii=False)))
        print(f'\n{told} items told in {len(letters)} mails and {len(documents)} documents', flush=True)

        for command in (('list',), ('alerts',), ('outbox', '--sent'), ('audit',), ('evaluate',), ('doubts',), ('check',),
                        ('show', self.refs[0]), ('history', self.refs[0]), ('forecast',)):
            json.loads(self.configured(*command, '--json'))
            self.assertIsNone(re.search('[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e]', self.on_a_terminal(*command)), command)
        said = self.on_a_terminal('show', 'x\x1b[2J\u202e', talk=True, status=3)
        self.assertIn('x [2J', said)
        self.assertIsNone(re.search('[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e]', said))
        hostile = 'x\x1b[2J\u202e.csv'
        self.write(hostile, 'Ref,Action,Lead\nx1,Publish the list,Role 0\n')
        shown = self.on_a_terminal('import', hostile, '--plan', 'more', '--dry-run', talk='both')
        self.assertNotIn('\x1b[2J', shown)
        self.assertNotIn('\u202e', shown)
        self.assertIn('reading x [2J', shown)
        self.assertIn('\x1b[32m+\x1b[0m', shown)
        rows = list(csv.reader(io.StringIO(self.configured('export', '--format', 'csv')), strict=True))
        self.assertGreaterEqual(len(rows), COUNT)
        self.assertEqual(len({len(row) for row in rows}), 1)
        for row in rows:
            for cell in row:
                self.assertNotRegex(cell, r'^[=@]')
        self.assert_html_is_ours_or_a_page(self.configured('export', '--format', 'html'))
        self.assertFalse(os.path.exists(self.path(MARK)))

    def assert_html_is_ours_or_a_page(self, page):
        markup = Markup()
        markup.feed(page)
        markup.close()
        self.assertEqual(markup.tags & {'script', 'iframe', 'img', 'svg', 'form', 'base', 'object'}, set())
        self.assertEqual({name for name in markup.attributes if name.startswith('on')}, set())

    def test_the_log_has_a_line_an_event_and_none_of_their_words(self):
        self.start()
        wait_for('the messages', lambda: self.sql("SELECT count(*) FROM message WHERE state = 'sent'")[0][0] >= PEOPLE,
                 otherwise=self.log)
        self.stop()
        for line in self.log().splitlines():
            self.assertIn('event=', line)
            for forged in ('event=forged', 'evil.example', '<script', 'outcome=delivered endpoint=x'):
                self.assertNotIn(forged, line)
        self.assertFalse(os.path.exists(self.path(MARK)))


if __name__ == '__main__':
    unittest.main()
