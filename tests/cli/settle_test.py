#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is uncertain is listed with the command that settles it; an answer holds, and no import asks again."""
import shlex
import unittest

from chaser_cli import CliTest

CONTACTS = """contacts:
  - {name: Jane Whitby, email: jane@northmoor.example, roles: [Head of Nursing]}
  - {name: Tom Archer, email: tom@nch.example, roles: [Therapies manager], party: NCH}
  - {name: Asha Rao, email: asha@northmoor.example, roles: [Programme manager]}
parties:
  - {name: NCH, also: [Northmoor Community Health], contact: Tom Archer}
boards:
  - {name: Improvement board, email: board@northmoor.example, meets: {every: first tuesday}}
plans:
  - {key: p, coordinator: Asha Rao}
"""

PLAN = """Ref,Action,Lead,By when,Assurance,RAG
1,Write the protocol,Head of Nurse,31 September 2027,Improvment board,Purple
2,Train the staff,Provider plan,31 September 2027,Improvement board,Green
3,Publish it,Head of Nursing (tbc),NCH 30/06/2027,Improvement board,Green
4,Count the cases,Council to raise with the Therapies manager,30/06/2027,Improvement board,Green
5,Tell the schools,TBC,30/07/2027,Improvement board,Green
"""


class Doubts(CliTest):
    def setUp(self):
        super().setUp()
        self.write('contacts.yaml', CONTACTS)
        self.config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@x.example\n')
        self.document = self.write('plan.csv', PLAN)

    def chaser(self, *arguments, stdin='', expect=0):
        done = self.run_program('chaser', '--config', self.config, *arguments, stdin=stdin)
        self.assertEqual(done.returncode, expect, f'chaser {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done

    def load(self):
        return self.chaser_json('import', self.document, '--plan', 'p')

    def doubts(self, kind=None):
        return [doubt for doubt in self.chaser_json('doubts') if kind in (None, doubt['kind'])]

    def content(self):
        return {table: self.sql(f'SELECT * FROM {table}') for table in
                ('action', 'milestone', 'owner', 'cell', 'doubt', 'settled', 'audit', 'change_log', 'plan')}

    def owners(self, ref):
        return [role for role, in self.sql('SELECT role FROM owner o JOIN action a ON a.id = o.action_id WHERE ref = ? '
                                           'ORDER BY o.position', ref)]

    def milestone(self, ref):
        return self.sql('SELECT due, party, doubt FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = ?', ref)[0]

    def test_each_doubt_says_how_it_is_settled_and_the_command_settles_it(self):
        self.load()
        fill = {'YYYY-MM-DD': '2027-09-30', 'COLOUR': 'amber', 'NAME': 'Head of Nursing'}
        kinds = {doubt['kind'] for doubt in self.doubts()}
        self.assertLessEqual({'date', 'owner', 'who', 'board', 'rag'}, kinds)
        for _ in range(20):
            commands = [doubt['settle'] for doubt in self.doubts() if doubt['settle']]
            if not commands:
                break
            command = shlex.split(commands[0])[1:]
            for words, value in fill.items():
                command = [word.replace('=' + words, '=' + value) for word in command]
            self.chaser(*command)
        self.assertEqual([doubt['settle'] for doubt in self.doubts() if doubt['settle']], [])
        self.assertIn('to settle', self.chaser('doubts').stdout)

    def test_words_without_a_letter_are_settled_like_others(self):
        plan = 'Ref,Action,Lead,By when,Revised date,Board,RAG\n' \
               '1,Write,?,?,,?,?\n2,Count,Head of Nursing,30/06/2027,?,,Green\n3,Tell,Head of Nursing,…,,,Green\n'
        self.document = self.write('marks.csv', plan)
        self.load()
        fill = {'YYYY-MM-DD': '2027-09-30', 'COLOUR': 'amber', 'NAME': 'Head of Nursing', 'NUMBER': '1'}
        self.assertLessEqual({'?', '…'}, {doubt['text'] for doubt in self.doubts('date')})
        for doubt in self.doubts():
            if not doubt['settle']:
                continue
            command = shlex.split(doubt['settle'])[1:]
            for words, value in fill.items():
                command = [word.replace('=' + words, '=' + value) for word in command]
            self.chaser(*command)
        self.assertEqual([doubt['settle'] for doubt in self.doubts() if doubt['settle']], [])
        self.load()
        self.assertEqual([doubt['settle'] for doubt in self.doubts() if doubt['settle']], [])

    def test_the_command_for_a_column_that_is_gone_says_that_it_is_gone(self):
        self.document = self.write('plan.csv', 'Ref,Action,Lead,By when,Progress\n1,Write,Head of Nursing,30/06/2027,Begun\n')
        self.load()
        self.write('plan.csv', 'Ref,Action,Lead,By when\n1,Write,Head of Nursing,30/06/2027\n')
        self.load()
        gone = self.doubts('heading')
        self.assertEqual([doubt['text'] for doubt in gone], ['Progress'])
        self.chaser(*[self.document if word == 'FILE' else word for word in shlex.split(gone[0]['settle'])[1:]])
        self.assertEqual(self.doubts('heading'), [])
        self.assertEqual([doubt for doubt in self.load()['doubts'] if doubt['kind'] == 'heading'], [])
        self.assertEqual(self.sql('SELECT progress FROM action'), [('Begun',)])

    def test_an_answer_is_applied_at_once_to_every_row_that_has_the_words(self):
        self.load()
        done = self.chaser_json('settle', '31 September 2027', '--as', 'date=2027-09-30', '--by', 'Asha Rao')
        self.assertEqual(done[0]['rows'], ['1', '2'])
        self.assertEqual(self.milestone('1'), ('2027-09-30', '', ''))
        self.assertEqual(self.milestone('2')[0], '2027-09-30')
        self.assertEqual(self.doubts('date'), [])
        self.assertEqual(self.sql("SELECT slips FROM milestone WHERE due = '2027-09-30'"), [(0,), (0,)])

    def test_who_answered_is_in_the_record(self):
        self.load()
        self.chaser('settle', '31 September 2027', '--as', 'date=2027-09-30', '--by', 'Asha Rao')
        record = self.chaser_json('audit')
        mine = [(entry['what'], entry['ref'], entry['after']) for entry in record if entry['actor'] == 'Asha Rao']
        self.assertIn(('settled.date', None, '2027-09-30'), mine)
        self.assertIn(('milestone.due', '1', '2027-09-30'), mine)
        listed = self.chaser_json('settle', '--list')
        self.assertEqual([(one['kind'], one['phrase'], one['answer'], one['by']) for one in listed],
                         [('date', '31 September 2027', '2027-09-30', 'Asha Rao')])

    def test_importing_again_after_an_answer_changes_nothing_at_all(self):
        self.load()
        for phrase, answer in (('31 September 2027', 'date=2027-09-30'), ('Head of Nurse', 'owner=Head of Nursing'),
                               ('Provider plan', 'party=NCH'), ('Improvment board', 'board=Improvement board'),
                               ('Purple', 'colour=amber'), ('TBC', 'none'),
                               ('Council to raise with the Therapies manager', 'owner=Therapies manager')):
            self.chaser('settle', phrase, '--as', answer)
        self.assertEqual(self.owners('1'), ['Head of Nursing'])
        self.assertEqual(self.owners('2'), ['NCH'])
        self.assertEqual(self.milestone('2'), ('2027-09-30', 'NCH', ''))
        self.assertEqual(self.owners('4'), ['Therapies manager'])
        self.assertEqual(self.sql("SELECT assurance, rag, rag_text FROM action WHERE ref = '1'"),
                         [('Improvement board', 'amber', 'Purple')])
        self.load()  # the doubts of the import are fewer now
        before = self.content()
        report = self.load()
        self.assertEqual(report['actions'], {'new': 0, 'changed': 0, 'unchanged': 5, 'gone': 0, 'closed': 0, 'reopened': 0})
        self.assertEqual(before, self.content())
        asked = {doubt['text'] for doubt in report['doubts']}
        for phrase in ('31 September 2027', 'Head of Nurse', 'Provider plan', 'Improvment board', 'Purple', 'TBC'):
            self.assertNotIn(phrase, asked)

    def test_a_new_row_with_answered_words_is_read_so_and_an_edited_one_makes_no_conflict(self):
        self.load()
        self.chaser('settle', '31 September 2027', '--as', 'date=2027-09-30')
        self.chaser('settle', 'Provider plan', '--as', 'party=NCH')
        self.write('plan.csv', PLAN.replace('Purple', 'Red') + '6,Audit it,Provider plan,31 September 2027,Improvement board,Green\n')
        report = self.load()
        self.assertEqual(report['conflicts'], [])
        self.assertEqual((report['actions']['new'], report['actions']['changed']), (1, 1))
        self.assertEqual(self.milestone('6'), ('2027-09-30', 'NCH', ''))
        self.assertEqual(self.owners('6'), ['NCH'])
        self.assertEqual(self.sql("SELECT rag FROM action WHERE ref = '1'"), [('red',)])

    def test_an_answer_can_be_changed_and_taken_back(self):
        self.load()
        before = self.milestone('1'), self.owners('2'), self.milestone('2')
        self.chaser('settle', '31 September 2027', '--as', 'date=2027-09-30')
        self.chaser('settle', '31 September 2027', '--as', 'date=2027-10-01')
        self.assertEqual(self.milestone('1')[0], '2027-10-01')
        self.chaser('settle', 'Provider plan', '--as', 'party=NCH')
        self.chaser('settle', '--undo', '31 September 2027')
        self.chaser('settle', '--undo', 'Provider plan')
        self.assertEqual((self.milestone('1'), self.owners('2'), self.milestone('2')), before)
        self.assertEqual(self.chaser_json('settle', '--list'), [])
        self.assertEqual(len(self.doubts('date')), 2)
        changed = self.load()['actions']
        self.assertEqual(changed['unchanged'], 5)

    def test_what_somebody_said_of_one_row_stands_against_an_answer_for_all(self):
        self.load()
        self.chaser('update', '1', 'due=2027-12-31')
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['2'])
        done = self.chaser_json('settle', '31 September 2027', '--as', 'date=2027-09-30')
        self.assertEqual((done[0]['rows'], done[0]['kept']), (['2'], ['1']))
        self.assertEqual(self.milestone('1')[0], '2027-12-31')

    def test_a_date_given_to_one_milestone_settles_its_doubt_and_no_import_asks_again(self):
        self.load()
        self.chaser('update', '1', 'due=2027-09-30')
        self.assertEqual(self.milestone('1'), ('2027-09-30', '', ''))
        again = self.load()
        self.assertEqual([doubt['ref'] for doubt in again['doubts'] if doubt['kind'] == 'date'], ['2'])
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['2'])
        self.chaser('update', '2', 'basis=agreed')
        self.assertNotEqual(self.milestone('2')[2], '')

    def test_contacts_that_change_settle_doubts_without_an_import(self):
        self.load()
        self.assertIn('Provider plan', [doubt['text'] for doubt in self.doubts('owner')])
        self.write('contacts.yaml', CONTACTS.replace('[Therapies manager]', '[Therapies manager, Provider plan]'))
        self.assertNotIn('Provider plan', [doubt['text'] for doubt in self.doubts('owner')])
        self.write('contacts.yaml', CONTACTS.replace('[Head of Nursing]', '[Matron]'))
        self.assertIn('Head of Nursing', [doubt['text'] for doubt in self.doubts('owner')])

    def test_known_names_inside_a_task_are_proposed(self):
        self.load()
        found = [doubt for doubt in self.doubts('owner') if doubt['ref'] == '4']
        self.assertEqual(len(found), 1)
        self.assertIn("'Therapies manager'", found[0]['hint'])
        self.assertIn("--as 'owner=Therapies manager'", found[0]['settle'])

    def test_a_plan_in_which_nobody_is_named_reaches_its_coordinator(self):
        plan = self.write('bare.csv', 'Ref,Action,By when\n1,Do it,NCH 30/06/2027\n2,Do that,30/06/2027\n')
        report = self.chaser_json('import', plan, '--plan', 'p')
        self.assertEqual([doubt['kind'] for doubt in report['doubts']], ['note', 'note'])
        self.assertEqual(self.doubts('owner') + self.doubts('party'), [])

    def test_owners_of_a_numbered_list_are_those_of_their_milestones(self):
        plan = self.write('numbered.csv', 'Ref,Action,Lead,By when\n1,"1. Write\n2. Train","1. Head of Nursing\n2. Therapies manager",'
                                          '"1. 30/06/2027\n2. 31/07/2027"\n')
        self.chaser('import', plan, '--plan', 'p')
        rows = self.sql('SELECT due, role FROM owner o JOIN milestone m ON m.id = o.milestone_id ORDER BY due')
        self.assertEqual(rows, [('2027-06-30', 'Head of Nursing'), ('2027-07-31', 'Therapies manager')])
        before = self.content()
        self.chaser('import', plan, '--plan', 'p')
        self.assertEqual(before, self.content())

    def test_a_basis_or_work_that_is_still_open_says_nothing_of_a_day_that_was_not_read(self):
        self.load()
        self.chaser('settle', '31 September 2027', '--as', 'basis=agreed')
        self.chaser('update', '1', 'state=open')
        self.assertNotEqual(self.milestone('1')[2], '')
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['1', '2'])
        again = self.load()
        self.assertEqual([doubt['ref'] for doubt in again['doubts'] if doubt['kind'] == 'date'], ['1', '2'])
        self.chaser('update', '1', 'state=complete')
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['2'])

    def test_a_revised_date_that_was_placed_by_guess_is_told_until_somebody_confirms_or_moves_it(self):
        rows = '1,Write,"30/06/2027\n31/07/2027",30/09/2027\n2,Train,"30/06/2027\n31/07/2027",31/10/2027\n'
        plan = self.write('revised.csv', 'Ref,Action,By when,Revised date\n' + rows)
        self.chaser('import', plan, '--plan', 'p')
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['1', '2'])
        first = self.doubts('date')[0]
        self.assertIn('last open date', first['hint'])
        self.chaser(*shlex.split(first['settle'])[1:])
        self.assertEqual([doubt['ref'] for doubt in self.doubts('date')], ['2'])
        self.chaser('update', '2', '--milestone', '2', 'due=2027-11-30')
        self.assertEqual(self.doubts('date'), [])
        again = self.chaser_json('import', plan, '--plan', 'p')
        self.assertEqual([doubt for doubt in again['doubts'] if doubt['kind'] == 'date'], [])
        self.assertEqual(self.doubts('date'), [])

    def test_a_status_that_may_say_either_is_seen_and_closes_no_row_that_is_called_the_same(self):
        self.write('plan.csv', 'Ref,Action,Lead,By when,Status\n1,Train,Jane Whitby,Closed pending review,Open\n'
                               '2,Audit,Jane Whitby,30/09/2027,Closed pending review\n')
        self.load()
        mine = [doubt for doubt in self.doubts('state') if doubt['ref'] == '2']
        self.assertEqual(len(mine), 1)
        command = shlex.split(mine[0]['settle'])
        self.assertEqual(command[-2:], ['--as', 'seen'])
        before = self.sql('SELECT state FROM milestone')
        self.chaser(*command[1:])
        self.assertEqual(self.sql('SELECT state FROM milestone'), before)
        self.assertEqual([doubt for doubt in self.doubts('state') if doubt['ref'] == '2'], [])

    def test_words_that_moved_no_date_can_be_said_to_have_been_seen(self):
        plan = self.write('revised.csv', 'Ref,Action,By when,Revised date\n'
                                         '1,Write,"30/06/2027\n31/07/2027\n31/08/2027","30/09/2027\n31/10/2027"\n')
        self.chaser('import', plan, '--plan', 'p')
        before = self.sql('SELECT due FROM milestone ORDER BY position')
        self.assertEqual([doubt['text'] for doubt in self.doubts('date')], ['30/09/2027\n31/10/2027'])
        self.assertIn('--milestone', self.doubts('date')[0]['or'])
        self.refused('30/09/2027 31/10/2027', '--as', 'date=2027-09-30', status=3, saying='--as seen')
        self.refused('30/06/2027', '--as', 'seen', status=3, saying="nothing about '30/06/2027'")
        done = self.chaser(*shlex.split(self.doubts('date')[0]['settle'])[1:], '--by', 'Asha Rao')
        self.assertIn("'30/09/2027 31/10/2027' is seen", done.stdout)
        self.assertEqual(self.doubts('date'), [])
        again = self.chaser_json('import', plan, '--plan', 'p')
        self.assertEqual([doubt for doubt in again['doubts'] if doubt['kind'] == 'date'], [])
        self.assertEqual(self.sql('SELECT due FROM milestone ORDER BY position'), before)
        self.assertIn('seen', self.chaser('settle', '--list').stdout)
        self.chaser('settle', '--undo', '30/09/2027 31/10/2027', '--as', 'seen')
        self.assertEqual(self.chaser_json('settle', '--list'), [])

    def test_the_command_for_an_owner_who_is_listed_in_part_is_taken(self):
        plan = self.write('owners.csv', 'Ref,Action,Lead,By when\n1,Write,Head of Nursing and Provider,30/06/2027\n')
        self.chaser('import', plan, '--plan', 'p')
        found = self.doubts('owner')
        self.assertEqual([doubt['text'] for doubt in found], ['Head of Nursing and Provider'])
        self.assertIn("'Provider'", found[0]['hint'])
        command = [word.replace('NAME', 'Therapies manager') for word in shlex.split(found[0]['settle'])[1:]]
        self.assertIn('owner=Head of Nursing; Therapies manager', command)
        self.chaser(*command)
        self.assertEqual(self.owners('1'), ['Head of Nursing', 'Therapies manager'])
        self.assertEqual(self.doubts('owner'), [])

    def test_an_answer_is_taken_back_by_any_name_of_its_kind(self):
        self.load()
        for given, taken in (('colour', 'color='), ('color', 'rag'), ('rag', 'Colour')):
            self.chaser('settle', 'Purple', '--as', given + '=amber')
            self.chaser('settle', 'Purple', '--undo', '--as', taken)
            self.assertEqual(self.chaser_json('settle', '--list'), [])

    def refused(self, *arguments, status, saying):
        before = self.content()
        done = self.chaser('settle', *arguments, expect=status)
        self.assertIn(saying, done.stderr)
        self.assertEqual(before, self.content())

    def test_bad_answers_are_refused_with_what_would_be_right(self):
        self.load()
        self.refused('Purple', status=2, saying='--as KIND=ANSWER')
        self.refused('Purple', '--as', 'amber', status=2, saying='KIND=ANSWER')
        self.refused('Purple', '--as', 'colr=amber', status=2, saying='colour')
        self.refused('Purple', '--as', 'colour=pink', status=2, saying='amber')
        self.refused('31 September 2027', '--as', 'date=2027-09-31', status=2, saying='YYYY-MM-DD')
        self.refused('31 September 2027', '--as', 'date=', status=2, saying='YYYY-MM-DD')
        self.refused('31 September 2027', '--as', 'state=verified', status=2, saying='complete')
        self.refused('31 September 2072', '--as', 'date=2027-09-30', status=3, saying="did you mean '31 September 2027'?")
        self.refused('Head of Nurse', '--as', 'date=2027-09-30', status=3, saying='--as owner=ANSWER')
        self.refused('Improvement board', '--as', 'none', status=3, saying='owner=none')
        self.refused('  ', '--as', 'owner=X', status=2, saying='no words')
        self.refused(' - ', '--as', 'owner=X', status=2, saying='no words')
        self.refused('...', '--as', 'owner=X', status=3, saying="no row of p has the words '...'")
        self.refused('--undo', 'Purple', status=3, saying='--list')
        self.refused('Chief Nurse', '--as', 'owner=Matron', status=3, saying='where an owner stands')
        self.refused('Purple', '--as', 'colour=amber', '--plan', 'q', status=3, saying="no plan 'q'")

    def test_an_answer_that_nobody_is_listed_for_is_taken_with_a_warning(self):
        self.load()
        done = self.chaser('settle', 'Provider plan', '--as', 'owner=Chief of Providers')
        self.assertIn("'Chief of Providers' is not listed", done.stderr)
        self.assertEqual(self.owners('2'), ['Chief of Providers'])
        self.assertNotIn('Chief of Providers', [doubt['text'] for doubt in self.doubts()])


if __name__ == '__main__':
    unittest.main()
