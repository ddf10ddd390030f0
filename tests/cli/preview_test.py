#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`preview`: the messages of a day as files, word for word, with nothing sent and nothing changed."""
import email
import email.policy
import json
import os
import unittest

from chaser_cli import SOURCE, CliTest

EXAMPLE = os.path.join(SOURCE, 'examples', 'northmoor.docx')
DAY = '2027-04-01'


class Preview(CliTest):
    def setUp(self):
        super().setUp()
        self.chaser('import', EXAMPLE, '--plan', 'northmoor', '--as-of', '2026-01-04')
        with open(os.path.join(SOURCE, 'examples', 'contacts.yaml'), encoding='utf-8') as file:
            contacts = file.read()
        self.contacts = self.write('contacts.yaml', contacts + 'webhooks: [{name: feed, url: "https://hooks.example/x"}]\n')
        self.rules = self.write('own.yaml', 'rules:\n  - id: passed\n    summary: The date has passed\n    over: milestone\n'
                                            '    when: basis = indicative and state = open and due < today\n'
                                            '    ladder:\n      - tell: [owner, "webhook:feed"]\n')

    def preview(self, *arguments, expect=0):
        return self.chaser('preview', '--contacts', self.contacts, '--rules', self.rules, *arguments, expect=expect)

    def test_the_messages_of_a_day_are_files_that_a_browser_and_a_mail_program_read(self):
        with open(self.database, 'rb') as file:
            before = file.read()
        self.sql('PRAGMA journal_mode')
        said = self.preview('--on', DAY, '--out', 'there').stdout
        self.assertRegex(said, r'\d+ messages? would leave on Thursday 1 April 2027: open there/index.html')
        names = sorted(os.listdir(self.path('there')))
        by_ending = {ending: [name for name in names if name.endswith(ending)] for ending in ('.html', '.txt', '.eml', '.json')}
        self.assertTrue(all(by_ending.values()), names)
        self.assertEqual(len(by_ending['.eml']), len(by_ending['.txt']))
        with open(self.path('there/index.html'), encoding='utf-8') as file:
            index = file.read()
        for name in set(names) - {'index.html'}:
            self.assertIn(f'href="{name}"', index)
        with open(self.path('there/' + by_ending['.eml'][0]), 'rb') as file:
            mail = email.message_from_bytes(file.read(), policy=email.policy.default)
        with open(self.path('there/' + by_ending['.txt'][0]), encoding='utf-8') as file:
            self.assertEqual(file.read().split(), mail.get_body(('plain',)).get_content().split())
        page = by_ending['.eml'][0].replace('.eml', '.html')
        with open(self.path('there/' + page), encoding='utf-8') as file:
            self.assertIn('<html', file.read())
        with open(self.path('there/' + by_ending['.json'][0]), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['items'][0]['rule'], 'passed')
        with open(self.database, 'rb') as file:
            self.assertEqual(file.read(), before)

    def test_only_what_is_for_one_reader(self):
        said = json.loads(self.preview('--on', DAY, '--to', 'feed', '--json').stdout)
        self.assertEqual((said['on'], {message['to'] for message in said['messages']}), (DAY, {'feed'}))
        for message in said['messages']:
            for name in message['files']:
                self.assertTrue(os.path.exists(self.path(name)), name)

    def test_without_a_day_it_is_the_next_that_has_something_to_say(self):
        self.sql("UPDATE milestone SET basis = 'indicative', state = 'open', due = date('now', '+2 days') WHERE id = 1")
        said = json.loads(self.preview('--json').stdout)
        self.assertTrue(said['messages'])
        self.assertTrue(all(message['at'][:10] == said['on'] for message in said['messages']), said)

    def test_a_folder_with_something_in_it_is_left_alone(self):
        os.mkdir(self.path('mine'))
        self.write('mine/thesis.txt', 'x')
        self.assertIn('no empty folder', self.preview('--on', DAY, '--out', 'mine', expect=3).stderr)
        self.assertEqual(os.listdir(self.path('mine')), ['thesis.txt'])

    def test_a_day_that_is_gone_is_refused(self):
        self.assertIn('past', self.preview('--on', '2020-01-01', expect=2).stderr)


if __name__ == '__main__':
    unittest.main()
