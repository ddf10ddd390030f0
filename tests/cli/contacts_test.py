#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`chaser contacts`: every name in the plans beside who holds it today, and what is nobody's."""
import datetime
import unittest

from chaser_cli import CliTest

TODAY = datetime.date.today()
PLAN = '''Ref,Action,Owner,Board,Due
1.1,Agree the protocol,Head of Parks; Head of Clouds,Improvement board,NCH by 31/12/2030 (A)
1.2,Publish the offer,Head of Parks,Improvement board,31/12/2030 (A)
'''
CONTACTS = f'''contacts:
  - name: Cy Reed
    email: cy@council.example
    roles: [Head of Parks]
    away: [{{from: {TODAY - datetime.timedelta(2)}, to: {TODAY + datetime.timedelta(2)}, cover: Dot Lane}}]
  - {{name: Dot Lane, email: dot@council.example}}
  - {{name: Bo Hill, email: bo@trust.example, roles: [NCH lead], until: {TODAY - datetime.timedelta(5)}}}
  - {{name: Pat Shaw, email: pat@council.example, roles: [Programme manager]}}
parties:
  - {{name: NCH, contact: NCH lead}}
boards:
  - {{name: Improvement board, email: board@council.example, meets: {{every: first tuesday}}}}
plans:
  - {{key: north, coordinator: Programme manager, verifier: Director of Checks}}
'''


class Contacts(CliTest):
    def setUp(self):
        super().setUp()
        self.contacts = self.write('contacts.yaml', CONTACTS)
        self.chaser('import', self.write('plan.csv', PLAN), '--plan', 'north', '--as-of', '2026-01-01')

    def rows(self, *arguments):
        return {(row['kind'], row['role']): row for row in self.chaser_json('contacts', '--contacts', self.contacts, *arguments)}

    def test_every_name_of_the_plan_stands_beside_who_holds_it_today(self):
        rows = self.rows()
        self.assertEqual([(who['name'], who['cover_for']) for who in rows['owner', 'Head of Parks']['who']], [('Dot Lane', 'Cy Reed')])
        self.assertEqual(rows['owner', 'Head of Parks']['actions'], 2)
        self.assertEqual(rows['coordinator', None]['who'][0]['address'], 'pat@council.example')
        self.assertEqual(rows['board', 'Improvement board']['who'][0]['address'], 'board@council.example')

    def test_what_is_nobodys_is_shown_alone(self):
        nobodys = self.rows('--nobodys')
        self.assertEqual(set(nobodys), {('owner', 'Head of Clouds'), ('organisation', 'NCH'), ('verifier', 'Director of Checks')})
        self.assertTrue(all(row['nobody'] and not row['who'] for row in nobodys.values()))
        said = self.chaser('contacts', '--contacts', self.contacts)
        self.assertIn('NOBODY', said.stdout)
        self.assertIn("3 are nobody's", said.stderr)

    def test_a_closed_action_names_nobody_any_more(self):
        self.sql("UPDATE action SET closed_at = '2026-01-02T09:00:00.000Z' WHERE ref = '1.1'")
        self.assertNotIn(('owner', 'Head of Clouds'), self.rows())


if __name__ == '__main__':
    unittest.main()
