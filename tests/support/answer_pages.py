# SPDX-License-Identifier: Apache-2.0
"""A small plan whose owner is asked about two actions, the daemon that asks with the pages behind its links, and a client of
them that knows neither cookies nor redirects."""
import email
import email.policy
import glob
import http.client
import os
import re
import sqlite3
import time
import urllib.parse

from browser import free_port
from service import ServiceTest, wait_for

RULES = '''rules:
  - id: date-has-come
    summary: The date has come and is not agreed
    ask: Can you confirm or change this date?
    over: milestone
    when: basis = indicative and state = open and due <= today
    severity: warning
    ladder:
      - tell: owner
'''
CONTACTS = '''contacts:
  - {name: Priya Nair, email: priya@northmoor.example, roles: [Programme manager], digest: immediate}
  - {name: Dr Lena Fox, email: lena@nch.example, party: NCH, roles: [Therapies manager], digest: immediate}
  - {name: Omar Bell, email: omar@nch.example, party: NCH, roles: [Ward manager], digest: immediate}
plans:
  - {key: p, coordinator: Programme manager}
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
'''
PLAN = '''
INSERT INTO plan (key, title) VALUES ('p', 'Northmoor plan');
INSERT INTO action (plan_id, ref, recommendation)
  SELECT id, '2.1', 'Publish the waiting list every month.' FROM plan WHERE key = 'p';
INSERT INTO action (plan_id, ref, recommendation)
  SELECT id, '2.2', 'Train all therapists in the new pathway.' FROM plan WHERE key = 'p';
INSERT INTO owner (action_id, role) SELECT id, 'Therapies manager' FROM action WHERE ref LIKE '2._';
'''
DUE = ("INSERT INTO milestone (action_id, due, basis, text) "
       "SELECT id, date('now'), 'indicative', 'Qtr 3 (I)' FROM action WHERE ref = '{}';")
DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
ITEM_PAGE = 'Answering as'


class Pages(ServiceTest):
    """A plan, its daemon with pages, and a client."""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.public = f'http://127.0.0.1:{self.port}'
        self.write('rules.d/10-own.yaml', RULES)
        self.write('contacts.yaml', CONTACTS)
        self.configure_pages()
        self.chaser('import', self.write('empty.csv', 'Ref,Recommendation,Lead\n9,Nothing,Ward manager\n'), '--plan', 'q')
        self.shell(PLAN)

    def configure_pages(self, listen=None, public=None, extra=''):
        self.write('chaser.yaml', 'database: plan.db\ndeliver: maildir\nmaildir: mail\nfrom: chaser@northmoor.example\n'
                                  'gather: 0s\nspread: 0s\nurgent_per_day: 1000\nlog_level: debug\n'
                                  f'web:\n  listen: "{listen or f"127.0.0.1:{self.port}"}"\n'
                                  f'  public_url: {public or self.public}\n{extra}')

    # -------------------------------------------------------------------------------------------------- the mail

    def letters(self):
        found = []
        for path in sorted(glob.glob(self.path('mail/new/*')), key=os.path.getmtime):
            with open(path, 'rb') as file:
                found.append(email.message_from_bytes(file.read(), policy=email.policy.default))
        return found

    def ask_about(self, *refs):
        """Chases these actions; gives the links of the message's text."""
        before = len(self.letters())
        self.shell('BEGIN;' + ''.join(DUE.format(ref) for ref in refs) + 'COMMIT')
        if not self.daemon:
            self.start()
        wait_for('the message', lambda: len(self.letters()) > before, otherwise=self.log)
        letter = self.letters()[-1]
        self.letter = letter
        text = letter.get_body(('plain',)).get_content()
        links = re.findall(r'Answer: (\S+)', text)
        self.assertEqual(len(links), len(refs), text)
        html = letter.get_body(('html',)).get_content()
        for link in links:
            self.assertIn(f'href="{link}"', html)
        return links

    # -------------------------------------------------------------------------------------------------- the pages

    @staticmethod
    def connect(parts):
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def request(self, method, url, body=None, headers=None):
        """Status, headers and text; what a client sends that knows nothing of cookies or redirects."""
        parts = urllib.parse.urlsplit(url)
        connection = self.connect(parts)
        try:
            connection.putrequest(method, parts.path + (f'?{parts.query}' if parts.query else ''), skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                connection.putheader('Content-Length', str(len(data)))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders(data)
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read().decode()
        finally:
            connection.close()

    def get(self, url):
        return self.request('GET', url)

    def form_of(self, url):
        status, _, page = self.get(url)
        self.assertEqual(status, 200, page)
        return re.search(r'name="form" value="([0-9a-z]+)"', page).group(1)

    def answer(self, url, form=None, **fields):
        fields['form'] = form or self.form_of(url)
        fields.setdefault('name', 'Dr Lena Fox')
        return self.request('POST', url, urllib.parse.urlencode(fields),
                            {'Content-Type': 'application/x-www-form-urlencoded'})

    @staticmethod
    def number_of(link):
        number = 0
        for digit in link.rsplit('/', 1)[1][2:8]:
            number = number * 32 + DIGITS.index(digit)
        return number

    def open_alerts(self):
        return sorted(ref for ref, in self.sql("SELECT ref FROM alert WHERE state <> 'resolved'"))

    def everything(self):
        """The whole database, row by row: what must not move when nothing was changed. Seals come by themselves."""
        connection = sqlite3.connect(self.database)
        try:
            return sorted(line for line in connection.iterdump())
        finally:
            connection.close()

    def settle_down(self):
        wait_for('all audit rows to be sealed', lambda: not self.sql('SELECT 1 FROM audit WHERE seal IS NULL LIMIT 1'))
        before = None
        while before != (before := self.everything()):
            time.sleep(1.5)
        return before

    def audit_words(self):
        return ' | '.join(after or '' for after, in self.sql('SELECT after FROM audit_entry ORDER BY rowid'))
