#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The button that mail programs show beside the sender (RFC 8058): one click turns the digest to weekly, and its page takes that
back. When the digest leaves then is tests/daemon/weekly_readers_test.cc."""
import unittest

from answer_pages import CONTACTS, Pages


class FewerMessages(Pages):
    """The button that mail programs show beside the sender (RFC 8058)."""

    def setUp(self):
        super().setUp()
        self.write('contacts.yaml', CONTACTS.replace('digest: immediate', 'digest: daily'))

    def chosen(self):
        return self.sql('SELECT contact, digest FROM preference')

    def test_one_click_turns_the_digest_to_weekly_and_the_page_takes_it_back(self):
        self.ask_about('2.1')
        url = self.letter['List-Unsubscribe'].strip('<>')
        self.assertRegex(url, rf'^{self.public}/u/[0-9a-z]{{32}}$')
        # One click is for https alone; here the page is on this machine.
        self.assertIsNone(self.letter['List-Unsubscribe-Post'])
        for _ in range(2):
            status, _, page = self.get(url)
            self.assertEqual(status, 200)
            self.assertIn('every working day', page)
        self.assertEqual(self.chosen(), [])
        form = {'Content-Type': 'application/x-www-form-urlencoded'}
        status, headers, page = self.request('POST', url, 'List-Unsubscribe=One-Click', form)
        self.assertEqual(status, 200, page)
        self.assertNotIn('Set-Cookie', headers)
        self.assertEqual(self.chosen(), [('Dr Lena Fox', 'weekly')])
        self.assertIn('once a week, on Mondays', self.get(url)[2])
        noted = [row for row in self.chaser_json('audit') if row['what'] == 'contact.digest']
        self.assertEqual([(row['actor'], row['after']) for row in noted], [('Dr Lena Fox', 'weekly')])
        self.request('POST', url, 'digest=usual', form)
        self.assertEqual(self.chosen(), [])
        self.assertNotIn(url.rsplit('/', 1)[1], self.log())

    def test_a_token_of_somebody_else_or_none_of_ours_changes_nothing(self):
        self.ask_about('2.1')
        url = self.letter['List-Unsubscribe'].strip('<>')
        forged = url[:-1] + ('0' if url[-1] != '0' else '1')
        for bad in (forged, url[:-3], self.public + '/u/', url.replace('/u/', '/a/')):
            status, _, _ = self.request('POST', bad, 'List-Unsubscribe=One-Click',
                                        {'Content-Type': 'application/x-www-form-urlencoded'})
            self.assertIn(status, (404, 405, 410), bad)
        self.assertEqual(self.chosen(), [])


if __name__ == '__main__':
    unittest.main()
