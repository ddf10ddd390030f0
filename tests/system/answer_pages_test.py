#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""chaserd, a message that it wrote, and what becomes of the links in it: followed by a browser on a telephone, looked at
by mail scanners, sent twice, forged, given to somebody else, too old."""
import http.client
import os
import re
import socket
import time
import unittest

from answer_pages import CONTACTS, DUE, ITEM_PAGE, Pages
from browser import Browser
from service import wait_for


class AnswerPages(Pages):
    def test_a_link_is_followed_on_a_telephone_and_the_answer_ends_the_alert(self):
        link, = self.ask_about('2.2')
        self.assertEqual(self.open_alerts(), ['2.2'])
        browser = Browser(390, 844)
        self.addCleanup(browser.close)
        browser.open(link)
        page = browser.text()
        for words in ('Train all therapists in the new pathway', 'Can you confirm or change this date?', 'Action 2.2',
                      'Still on track', 'Done', 'New date', 'Ask me later', 'Not mine'):
            self.assertIn(words, page)
        for nobody in ('Priya', 'Omar', 'Programme manager', 'Publish the waiting list'):
            self.assertNotIn(nobody, browser.script('return document.documentElement.outerHTML'))
        self.assertLessEqual(browser.script('return document.documentElement.scrollWidth'), 390, 'nothing is cut off')
        small = browser.script('return [...document.querySelectorAll("summary")].filter(e => e.offsetHeight < 44).length')
        self.assertEqual(small, 0, 'a thumb finds every button')
        browser.click('#done summary')
        browser.type('#done-evidence', 'Training records, shared drive')
        browser.type('#done-note', 'All <b>forty</b> were there')
        self.assertEqual(browser.script('return document.querySelector("#done-name").value'), 'Dr Lena Fox')
        browser.click('#done button')
        self.assertIn('Recorded', browser.text('.done h1'))
        wait_for('the alert to resolve', lambda: self.open_alerts() == [], otherwise=self.log)
        (state, evidence), = self.sql('SELECT state, evidence FROM milestone WHERE action_id = '
                                      '(SELECT id FROM action WHERE ref = ?)', '2.2')
        self.assertEqual((state, evidence), ('complete', 'Training records, shared drive'))
        self.assertIn("by Dr Lena Fox's link", self.audit_words())
        browser.open(link)
        self.assertIn('This is settled', browser.text())
        self.assertNotIn(ITEM_PAGE, browser.text())

    def test_looking_at_links_changes_nothing_however_they_were_rewritten(self):
        links = self.ask_about('2.1', '2.2')
        whole = re.search(r'in one place: (\S+)', self.letter.get_body(('plain',)).get_content()).group(1)
        before = self.settle_down()
        for link in [*links, whole]:
            token = link.rsplit('/', 1)[1]
            self.assertLessEqual(len(token), 32)
            self.assertRegex(token, '^[0-9a-z]+$')
            ways = [link, f'{link}?utm_source=mail&x=1', f'{link}/', f'{link}?answer=done&form=x&note=y',
                    link.replace(token, token.upper()), link.replace(token, ''.join(f'%{ord(c):02x}' for c in token)),
                    f'{self.public}//a/{token}', f'{self.public}/some/prefix/a/{token}', f'{link}&data=05%7C01',
                    f'{link}%3Futm%3D1', f'{link}.', f'{link}#top']
            for url in ways * 2:
                status, headers, page = self.get(url)
                self.assertEqual(status, 200, url)
                self.assertIn('Train all therapists' if link != links[0] else 'Publish the waiting list', page)
                self.assertEqual(headers['Referrer-Policy'], 'no-referrer')
                self.assertEqual(headers['Cache-Control'], 'no-store')
            for method, expect in (('HEAD', 200), ('OPTIONS', 204), ('PUT', 405), ('DELETE', 405), ('TRACE', 405)):
                status, headers, page = self.request(method, f'{link}?answer=done')
                self.assertEqual((status, page if method in ('HEAD', 'OPTIONS') else ''), (expect, ''), method)
            # As a proxy asks, with the host in capitals.
            with socket.create_connection(('127.0.0.1', self.port), timeout=30) as client:
                client.sendall(f'GET HTTP://127.0.0.1:{self.port}/a/{token}?x=1 HTTP/1.1\r\nHost: CHASER\r\n'
                               'Connection: close\r\n\r\n'.encode())
                self.assertIn(b' 200 ', client.makefile('rb').readline())
        self.assertEqual(self.everything(), before)

    def test_a_form_acts_once(self):
        link, = self.ask_about('2.2')
        form = self.form_of(link)
        status, _, page = self.answer(link, form, answer='on-track', note='As planned')
        self.assertEqual(status, 200, page)
        self.assertIn('Recorded', page)
        before = self.settle_down()
        for answer in ('on-track', 'done'):
            status, _, page = self.answer(link, form, answer=answer)
            self.assertEqual(status, 200)
            self.assertIn('Already recorded', page)
        self.assertEqual(self.everything(), before)
        # A page that was opened anew is another form.
        status, _, page = self.answer(link, answer='done')
        self.assertEqual(status, 200, page)
        wait_for('the alert to resolve', lambda: self.open_alerts() == [])
        # An answer under way when the first one ended the matter is met by what was recorded.
        status, _, page = self.answer(link, form, answer='on-track')
        self.assertIn('Already recorded', page)

    def test_who_answers_under_another_name_is_kept_beside_whose_link_it_was(self):
        link, = self.ask_about('2.2')
        self.answer(link, answer='on-track', name='Sam Green', note='I stand in this week')
        words = self.audit_words()
        self.assertIn("by Dr Lena Fox's link, stated Sam Green", words)

    def test_the_last_day_that_the_page_offers_to_be_quiet_until_is_taken(self):
        link, = self.ask_about('2.2')
        last = re.search(r'max="([0-9-]+)"', self.get(link)[2]).group(1)
        status, _, page = self.answer(link, answer='snooze', date=last)
        self.assertEqual(status, 200, page)
        wait_for('the alert to be snoozed', lambda: self.sql("SELECT quiet_until FROM alert WHERE state = 'snoozed'") == [(last,)])

    def test_what_can_not_be_taken_is_said_beside_what_was_typed(self):
        link, = self.ask_about('2.2')
        before = self.settle_down()
        status, _, page = self.answer(link, answer='new-date', date='2016-05-01', note='Two more weeks')
        self.assertEqual(status, 422)
        self.assertIn('Two more weeks', page)
        self.assertIn('class="fault"', page)
        status, _, page = self.answer(link, 'x' * 44, answer='done')
        self.assertEqual(status, 422)
        self.assertEqual(self.everything(), before)

    def test_what_is_not_ours_or_no_longer_theirs_is_refused_and_says_whom_to_ask(self):
        one, two = self.ask_about('2.1', '2.2')
        token = one.rsplit('/', 1)[1]
        wrong = token[:-1] + ('0' if token[-1] != '0' else '1')
        for url in (f'{self.public}/a/{wrong}', f'{self.public}/a/{token[:31]}', f'{self.public}/a/', f'{self.public}/a/{"0" * 32}'):
            status, _, page = self.get(url)
            self.assertEqual(status, 404, url)
            self.assertNotIn('Publish', page)
        form = self.form_of(two)
        # Another link's form, and a form that nobody made.
        self.assertEqual(self.answer(one, form, answer='done')[0], 422)

        def refused(url, why, status=410):
            for reply in (self.get(url), self.answer(url, form, answer='done')):
                self.assertEqual(reply[0], status, reply[2])
                self.assertIn(why, reply[2])
                self.assertNotIn('Train all', reply[2])
                self.assertNotIn('Northmoor', reply[2])
                self.assertNotIn('Priya', reply[2])

        number = self.number_of(two)
        for column, other in (('contact', 'Omar Bell'), ('action_id', 1), ('rule', 'another'), ('milestone_id', 0),
                              ('whole_id', None), ('key_id', 2)):
            (before,), = self.sql(f'SELECT {column} FROM answer_link WHERE id = ?', number)
            self.sql(f'UPDATE answer_link SET {column} = ? WHERE id = ?', other, number)
            refused(two, 'not one of ours', 404)
            self.sql(f'UPDATE answer_link SET {column} = ? WHERE id = ?', before, number)
        (made,), = self.sql('SELECT made_at FROM answer_link WHERE id = ?', number)
        self.sql("UPDATE answer_link SET made_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-61 days') WHERE id = ?", number)
        refused(two, '60 days')
        self.sql('UPDATE answer_link SET made_at = ? WHERE id = ?', made, number)
        self.assertEqual(self.get(two)[0], 200)
        # Handed to another role of the same organisation.
        self.shell("UPDATE owner SET role = 'Ward manager' WHERE action_id = (SELECT id FROM action WHERE ref = '2.2')")
        refused(two, 'somebody else')
        self.shell("UPDATE owner SET role = 'Therapies manager' WHERE action_id = (SELECT id FROM action WHERE ref = '2.2')")
        self.write('contacts.yaml', CONTACTS.replace('[Therapies manager]', '[Retired]'))
        self.reload('reloaded')
        refused(two, 'somebody else')
        self.write('contacts.yaml', CONTACTS)
        self.reload('reloaded')
        self.assertEqual(self.get(two)[0], 200)
        done = self.chaser('--config', self.path('chaser.yaml'), 'links', 'revoke', '--contact', 'dr lena fox', '--as', 'Priya Nair')
        self.assertRegex(done.stdout, r'\d links of Dr Lena Fox taken back')
        refused(two, 'taken back')
        self.assertRegex(self.audit_words(), r'\d of Dr Lena Fox')

    def test_a_key_that_was_changed_is_believed_on_unless_it_is_said_otherwise(self):
        link, = self.ask_about('2.1')
        self.assertNotIn('***', link)
        self.chaser('links', 'rotate')
        self.assertEqual(self.get(link)[0], 200)
        other, = self.ask_about('2.2')
        self.assertNotEqual(link.rsplit('/', 1)[1][:2], other.rsplit('/', 1)[1][:2])
        self.chaser('links', 'rotate', '--at-once')
        self.assertEqual([self.get(url)[0] for url in (link, other)], [404, 404])

    def test_the_page_of_a_message_leads_to_each_of_its_items(self):
        one, two = self.ask_about('2.1', '2.2')
        whole = re.search(r'in one place: (\S+)', self.letter.get_body(('plain',)).get_content()).group(1)
        page = self.get(whole)[2]
        self.assertIn('2 things wait for your answer', page)
        self.assertIn(f'href="{one}"', page)
        self.assertIn(f'href="{two}"', page)
        self.answer(one, answer='done', evidence='The web page')
        wait_for('one alert to resolve', lambda: self.open_alerts() == ['2.2'])
        page = self.get(whole)[2]
        self.assertIn('One thing waits for your answer', page)
        self.assertIn('Settled', page)
        self.assertEqual(self.answer(whole, 'x' * 44, answer='done')[0], 200, 'it has no form, and shows itself again')
        self.assertEqual(self.open_alerts(), ['2.2'])

    def test_rude_clients_are_answered_and_delay_nobody(self):
        link, = self.ask_about('2.2')
        path = link[len(self.public):]
        silent = [socket.create_connection(('127.0.0.1', self.port), timeout=30) for _ in range(50)]
        self.addCleanup(lambda: [client.close() for client in silent])
        for client in silent[:25]:
            client.sendall(f'POST {path} HTTP/1.1\r\nContent-Length: 100\r\nX-Slow: '.encode())
        begun = time.monotonic()
        self.assertEqual(self.get(link)[0], 200)
        self.assertLess(time.monotonic() - begun, 10)
        kind = {'Content-Type': 'application/x-www-form-urlencoded'}
        before = self.settle_down()
        self.assertEqual(self.request('POST', link, 'note=' + 'x' * 100000, kind)[0], 413)
        self.assertEqual(self.request('POST', link, '{}', {'Content-Type': 'application/json'})[0], 415)
        self.assertEqual(self.request('GET', link, headers={'X-Long': 'x' * 50000})[0], 431)
        self.assertEqual(self.request('POST', link, b'\xff\xfe%00%zz&answer=done%', kind)[0], 422)
        self.assertEqual(self.everything(), before)

        def raw(data, count=1):
            with socket.create_connection(('127.0.0.1', self.port), timeout=60) as client:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                said = b''.join(iter(lambda: client.recv(65536), b''))
            return re.findall(rb'HTTP/1\.[01] (\d+)', said)[:count + 1]

        head = f'GET {path} HTTP/1.1\r\nHost: x\r\n\r\n'.encode()
        self.assertEqual(raw(head * 5, 5), [b'200'] * 5, 'requests that were sent ahead are answered in order')
        self.assertEqual(raw(b'NONSENSE\r\n\r\n'), [b'400'])
        self.assertIn(raw(b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'), ([], [b'400']), 'TLS where none is spoken')
        chunked = (f'POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
                   'Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n'
                   '8\r\nanswer=x\r\n0\r\n\r\n').encode()
        self.assertEqual(raw(chunked, 2), [b'100', b'422'])
        self.assertEqual(raw(f'GET {path} HTTP/1.0\r\n\r\n'.encode()), [b'200'])
        self.assertEqual(self.get(link)[0], 200)

    def test_neither_log_nor_settings_nor_the_unit_status_show_a_token_or_a_key(self):
        link, = self.ask_about('2.2')
        self.get(link)
        form = self.form_of(link)
        self.answer(link, form, answer='done')
        wait_for('the alert to resolve', lambda: self.open_alerts() == [])
        self.stop()
        log = self.log()
        self.assertIn('what=recorded link=', log)
        key = re.search('"key":"([0-9a-f]{64})"', self.sql("SELECT value FROM setting WHERE name = 'answer_link.keys'")[0][0]).group(1)
        for secret in (link.rsplit('/', 1)[1], form, key, 'Lena', 'Therap'):
            self.assertNotIn(secret, log)

    def test_a_reload_moves_the_pages_only_where_the_configuration_does(self):
        link, = self.ask_about('2.2')
        path = link[len(self.public):]
        keep = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        keep.request('GET', path)
        keep.getresponse().read()
        self.reload('reloaded')
        keep.request('GET', path)
        self.assertEqual(keep.getresponse().status, 200, 'a connection outlives a reload')
        keep.close()
        # A unix socket for a reverse proxy; one that was left behind by a program that died is replaced.
        place = self.path('web.sock')
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(place)
        self.configure_pages(f'unix:{place}')
        self.reload('reloaded')
        with self.assertRaises(OSError):
            socket.create_connection(('127.0.0.1', self.port), timeout=5)
        self.assertEqual(os.stat(place).st_mode & 0o777, 0o660)
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(30)
            client.connect(place)
            client.sendall(f'GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
            self.assertIn(b' 200 ', client.makefile('rb').readline())
        # A place that is taken is refused, and the pages stay where they were.
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            self.configure_pages(f'127.0.0.1:{taken.getsockname()[1]}')
            self.reload('reload_refused')
        self.assertTrue(os.path.exists(place))
        self.configure_pages()
        self.reload('reloaded')
        self.assertFalse(os.path.exists(place))
        self.assertEqual(self.get(link)[0], 200)
        self.assertLess(self.stop(), 10)

    def test_without_a_public_address_there_are_no_links_and_nothing_listens(self):
        with open(self.path('chaser.yaml'), encoding='utf-8') as file:
            text = file.read()
        self.write('chaser.yaml', re.sub('web:.*', '', text, flags=re.S))
        said = self.run_program('chaser', '--config', self.path('chaser.yaml'), 'check')
        self.assertIn('no message has links', said.stdout, said.stderr)
        self.start()
        self.shell(DUE.format('2.2'))
        wait_for('the message', self.letters)
        self.assertNotIn('/a/', self.letters()[0].get_body(('plain',)).get_content())
        with self.assertRaises(OSError):
            socket.create_connection(('127.0.0.1', self.port), timeout=5)
        self.configure_pages()
        said = self.run_program('chaser', '--config', self.path('chaser.yaml'), 'check')
        self.assertIn(f'by links to {self.public}', said.stdout)


if __name__ == '__main__':
    unittest.main()
