#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Through Debian's nginx: webhooks to a receiver behind it, what it says by itself when the receiver is away or is asked for
too much, and Chaser's own pages behind the configuration that docs/pages.md gives."""
import http.client
import os
import re
import socket
import ssl
import time
import unittest

from answer_pages import ITEM_PAGE, Pages
from browser import free_port
from chaser_cli import SOURCE
from nginx import PROGRAM, Nginx
from rude_smtp import make_certificates
from service import ServiceTest, is_signed, wait_for

RULES = '''rules:
  - id: date-has-come
    summary: The date has come and is not agreed
    over: milestone
    when: basis = indicative and state = open and due < today
    ladder:
      - tell: [{tell}]
'''
CONTACTS = '''contacts:
  - {{name: Priya Nair, email: priya.nair@northmoor.example, roles: [Programme manager]}}
webhooks:
{hooks}
plans:
  - {{key: northmoor, coordinator: Programme manager}}
window: {{days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}}
'''
WAIT = 120  # seconds, as nginx asks for them


def tls(port, folder):
    return f'listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;'


class BehindNginx:
    """Certificates of a CA of the test's own, and nginx with them."""

    def certificates(self, which):
        folder = self.path(f'certificates-{which}')
        os.makedirs(folder)
        make_certificates(folder, which, ['server'])
        return folder

    def nginx(self, servers, port):
        if not os.path.exists(PROGRAM):
            self.skipTest('nginx is not installed')
        nginx = Nginx(self.path('nginx'), servers)
        self.addCleanup(nginx.stop)

        def listens():
            self.assertIsNone(nginx.process.poll(), nginx.said())
            with socket.socket() as sock:
                return sock.connect_ex(('127.0.0.1', port)) == 0
        wait_for('nginx', listens, otherwise=nginx.said)
        return nginx


class WebhooksThroughNginx(BehindNginx, ServiceTest):
    def setUp(self):
        super().setUp()
        self.receiver = self.webhook_receiver()
        self.certified = self.certificates('good')
        self.port = free_port()

    def set_up(self, hooks):
        """`hooks` by name: their addresses."""
        self.write('rules.d/10-own.yaml', RULES.format(tell=', '.join(f'"webhook:{name}"' for name in hooks)))
        self.write('contacts.yaml', CONTACTS.format(hooks='\n'.join(
            f'  - {{name: {name}, url: "{url}", secret_file: hook.key, ca_file: {self.certified}/ca.pem}}'
            for name, url in hooks.items())))
        self.configure('smtp: {host: 127.0.0.1, port: 9, tls: off}\n')
        if not os.path.exists(self.database):
            rows = ''.join(f'1.{n},Do something,Somebody,31/03/2030\n' for n in (1, 2))
            self.chaser('import', self.write('plan.csv', 'Ref,Action,Owner,Due\n' + rows), '--plan', 'northmoor')

    def make_due(self, ref):
        self.sql("UPDATE milestone SET basis = 'indicative', state = 'open', due = date('now', '-10 days') "
                 'WHERE action_id = (SELECT id FROM action WHERE ref = ?)', ref)

    def run_once(self):
        return self.run_program('chaser', '--config', self.path('chaser.yaml'), 'run', '--once')

    def outbox(self):
        """By name: state, tries, and what was said last."""
        return {to: (state, tries, error or '') for to, state, tries, error in
                self.sql("SELECT recipient, state, attempts, last_error FROM message WHERE kind = 'webhook'")}

    def test_the_signed_document_arrives_as_it_is_and_the_connection_is_kept(self):
        nginx = self.nginx(f'server {{ {tls(self.port, self.certified)} location / {{ '
                           f'proxy_pass http://127.0.0.1:{self.receiver.ready["port"]}; }} }}', self.port)
        self.set_up({'channel': f'https://localhost:{self.port}/ok'})
        self.start()
        for count, ref in enumerate(('1.1', '1.2'), 1):
            self.make_due(ref)
            wait_for(f'post {count}', lambda: len(self.receiver.posts()) == count, otherwise=self.log)
        posts = self.receiver.posts()
        for post in posts:
            self.assertTrue(is_signed(post))
            self.assertFalse(is_signed(post | {'body': post['body'] + ' '}))
        sent = {name for name, in self.sql("SELECT message_id FROM message WHERE kind = 'webhook'")}
        self.assertEqual({post['headers']['webhook-id'] for post in posts}, sent)
        wait_for('both to be in its log', lambda: len(nginx.requests()) == 2)
        (first, _, _, _), (second, number, status, _) = nginx.requests()
        self.assertEqual((second, number, status), (first, 2, 200), 'one connection, kept')

    def test_what_nginx_says_by_itself_is_understood(self):
        plain, expired, strange = free_port(), free_port(), free_port()
        behind, gone = self.receiver.ready['port'], free_port()
        self.nginx(f'''
  limit_req_zone $binary_remote_addr zone=few:64k rate=1r/m;
  limit_req_status 429;
  server {{ listen 127.0.0.1:{plain};
    location /gone {{ proxy_pass http://127.0.0.1:{gone}/ok; }}
    location /small {{ client_max_body_size 100; proxy_pass http://127.0.0.1:{behind}/ok; }}
    location /few {{ limit_req zone=few; add_header Retry-After {WAIT} always; proxy_pass http://127.0.0.1:{behind}/ok; }}
    location /moved {{ return 301 http://127.0.0.1:{behind}/ok; }} }}
  server {{ {tls(expired, self.certificates('expired'))} return 200; }}
  server {{ {tls(strange, self.certificates('stranger'))} return 200; }}
  server {{ {tls(self.port, self.certified)} return 200; }}''', plain)
        here = f'http://127.0.0.1:{plain}'
        self.set_up({**{name: f'{here}/{name}' for name in ('gone', 'small', 'few', 'moved')},
                     'expired': f'https://localhost:{expired}/', 'strange': f'https://localhost:{strange}/',
                     'well': f'https://localhost:{self.port}/'})
        first = http.client.HTTPConnection('127.0.0.1', plain, timeout=30)
        self.addCleanup(first.close)
        first.request('GET', '/few')
        first.getresponse()
        begun = time.time()
        self.make_due('1.1')
        self.run_once()
        said = self.outbox()
        self.assertEqual({name: state for name, (state, _, _) in said.items()},
                         {'gone': 'ready', 'small': 'dead', 'few': 'ready', 'moved': 'ready', 'expired': 'ready',
                          'strange': 'ready', 'well': 'sent'}, said)
        for name, words in (('gone', 'HTTP 502 Bad Gateway'), ('small', 'HTTP 413 Request Entity Too Large'),
                            ('few', 'HTTP 429 Too Many Requests'), ('moved', 'HTTP 301 Moved Permanently'), ('expired', 'certificate'),
                            ('strange', 'certificate')):
            self.assertIn(words, said[name][2], name)
            self.assertNotIn('<', said[name][2], 'as a person reads it')
        waits = {row['to']: row['waits']['reason'] for row in self.chaser_json('outbox') if row.get('waits')}
        for name in ('moved', 'expired', 'strange'):
            self.assertEqual(waits[name], 'endpoint-held', waits)
        due, = self.sql("SELECT strftime('%s', next_attempt) FROM message WHERE recipient = 'few'")[0]
        self.assertGreaterEqual(float(due) - begun, WAIT - 1)
        self.assertEqual(self.receiver.posts(), [], 'nothing went where nobody sent it')
        notices = ' '.join(text for text, in self.sql("SELECT notice_text FROM item WHERE kind = 'notice'"))
        self.assertIn('small', notices)

        # The receiver is back, and gets what it missed under the id that it would have had.
        name, = self.sql("SELECT message_id FROM message WHERE recipient = 'gone'")[0]
        back = self.webhook_receiver(gone)
        self.run_program('chaser', '--config', self.path('chaser.yaml'), 'outbox', 'retry',
                         str(self.sql("SELECT id FROM message WHERE recipient = 'gone'")[0][0]))
        self.run_once()
        post, = [one for one in back.posts() if one['headers']['webhook-id'] == name]
        self.assertTrue(is_signed(post))


class PagesBehindNginx(BehindNginx, Pages):
    """As docs/pages.md says that it is set up, with the pages on a unix socket."""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.public = f'https://localhost:{self.port}'
        folder = self.certificates('good')
        self.trust = ssl.create_default_context(cafile=os.path.join(folder, 'ca.pem'))
        with open(os.path.join(SOURCE, 'docs', 'pages.md'), encoding='utf-8') as file:
            example = re.search(r'```nginx\n(.*?)```', file.read(), re.S).group(1)
        for there, here in (('443 ssl', f'127.0.0.1:{self.port} ssl'), ('/etc/ssl/certs/chaser.council.example.pem', f'{folder}/server.pem'),
                            ('/etc/ssl/private/chaser.council.example.key', f'{folder}/server.key'),
                            ('http://127.0.0.1:8093;', f'http://unix:{self.path("web.sock")};')):
            self.assertEqual(example.count(there), 1, there)
            example = example.replace(there, here)
        self.configure_pages(f'unix:{self.path("web.sock")}')
        self.proxy = self.nginx(example, self.port)

    def connect(self, parts):
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=60, context=self.trust)

    def test_a_link_of_a_message_is_followed_and_acts_once(self):
        link, = self.ask_about('2.1')
        self.assertTrue(link.startswith(self.public + '/a/'))
        for _ in range(3):
            status, _, page = self.get(link)
            self.assertEqual(status, 200)
            self.assertIn(ITEM_PAGE, page)
        self.assertEqual(self.open_alerts(), ['2.1'])
        form = self.form_of(link)
        status, _, page = self.answer(link, form, answer='done')
        self.assertEqual(status, 200, page)
        wait_for('the alert to end', lambda: self.open_alerts() == [], otherwise=self.log)
        self.assertIn('already recorded', self.answer(link, form, answer='done')[2].lower())
        self.assertEqual(self.proxy.requests(), [], 'the address is the key, and lies in no log')

    def test_one_click_of_a_mail_program_is_taken(self):
        self.ask_about('2.1')
        self.assertEqual(self.letter['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
        url = self.letter['List-Unsubscribe'].strip('<>')
        self.assertTrue(url.startswith(self.public + '/u/'))
        status, _, page = self.request('POST', url, 'List-Unsubscribe=One-Click',
                                       {'Content-Type': 'application/x-www-form-urlencoded'})
        self.assertEqual(status, 200, page)
        self.assertEqual(self.sql('SELECT digest FROM preference'), [('weekly',)])
        status, _, _ = self.get(f'{self.public}/elsewhere')
        self.assertEqual(status, 404)


if __name__ == '__main__':
    unittest.main()
