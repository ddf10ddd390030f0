#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What people say of what they were asked, entered from the command line, and what comes of it."""
import datetime
import os
import unittest

from chaser_cli import CliTest

CONTACTS = """contacts:
  - {name: Ann Field, email: ann@council.example, roles: [Head of Service], party: NC, reports_to: Lee Ward}
  - {name: Bo Hill, email: bo@trust.example, roles: [Head of Wards], party: NCH, reports_to: Lee Ward}
  - {name: Lee Ward, email: lee@council.example, roles: [Director]}
  - {name: Pat Shaw, email: pat@council.example, roles: [Programme manager]}
parties:
  - {name: NC, contact: Head of Service}
  - {name: NCH, contact: Head of Wards}
boards:
  - {name: Improvement board, email: board@council.example, meets: {dates: [2017-12-08, 2037-12-08]}}
  - {name: Contract meeting, for: NCH, email: nch@council.example, meets: {dates: [2017-11-16, 2037-12-08]}}
  - {name: Contract meeting, for: NC, email: nc@council.example, meets: {dates: [2017-11-16, 2037-12-08]}}
plans:
  - {key: p, coordinator: Pat Shaw, board: Improvement board}
window: {days: all, from: "00:00", to: "24:00"}
"""

PLAN = """Ref,Action,Lead,By when,Assurance
1,Write the protocol,Head of Service,31 January 2026,Improvement board
2,Train the staff,Head of Wards,NCH 31 January 2026 (A),Contract meeting
3,Publish it,Head of Service,28 February 2026,Improvement board
"""

TWO_DATES = """Ref,Action,Lead,By when,Assurance
1,Write the protocol,Head of Service,NC 31 January 2026 (A) NCH 28 February 2026 (A),Improvement board
"""


def days_ahead(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


class AnswersCase(CliTest):
    def setUp(self):
        super().setUp()
        self.write('contacts.yaml', CONTACTS)
        self.config = self.write('chaser.yaml', 'database: plan.db\ncontacts: contacts.yaml\nfrom: c@x.example\n'
                                                'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n')
        self.chaser('import', self.write('plan.csv', PLAN), '--plan', 'p', '--as-of', '2025-10-01')
        self.tick()

    def chaser(self, *arguments, stdin='', expect=0):
        done = self.run_program('chaser', '--config', self.config, *arguments, stdin=stdin)
        self.assertEqual(done.returncode, expect, f'chaser {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done

    def tick(self):
        self.chaser('run', '--once')

    def alert(self, ref, rule='agreed-date-missed'):
        found = [row for row in self.chaser_json('alerts') if row['ref'] == ref and row['rule'] == rule]
        self.assertLessEqual(len(found), 1, found)
        return found[0] if found else None

    def facts(self, what):
        return self.sql('SELECT actor, after FROM audit JOIN audit_text USING (seq) WHERE what = ? ORDER BY seq', what)

    def milestone(self, ref, fields):
        return self.sql(f'SELECT {fields} FROM milestone m JOIN action a ON a.id = m.action_id WHERE ref = ?', ref)[0]


class Answers(AnswersCase):
    def test_an_acknowledgement_keeps_quiet_until_its_day_and_speaks_for_itself(self):
        until = days_ahead(10)
        rows = self.chaser_json('ack', '1', '--until', until, '--as', 'Head of Service', '--note', 'nearly there')
        self.assertEqual([(row['rule'], row['state'], row['until'], row['by']) for row in rows],
                         [('agreed-date-missed', 'acknowledged', until, 'Ann Field')])
        self.tick()
        self.assertEqual(self.alert('1')['reason'], 'acknowledged-until')
        self.assertEqual(self.alert('3')['state'], 'firing')
        actor, words = self.facts('answer.ack')[0]
        self.assertEqual(actor, 'Ann Field')
        self.assertIn('Note: nearly there', words)
        self.assertIn('acknowledged until', self.chaser('history', '1').stdout)

    def test_a_snooze_lasts_six_weeks_at_most(self):
        self.assertIn('six weeks in all', self.chaser('snooze', '1', '--until', days_ahead(60), expect=3).stderr)
        self.assertIn('has passed', self.chaser('snooze', '1', '--until', '2026-01-01', expect=3).stderr)
        rows = self.chaser_json('snooze', '1')
        self.assertEqual((rows[0]['until'], rows[0]['by']), (days_ahead(41), 'Pat Shaw'))
        self.assertEqual(self.alert('1')['state'], 'snoozed')

    def test_what_is_not_asked_is_not_acknowledged(self):
        self.chaser('answer', '1', 'done')
        self.tick()
        self.assertIn('nobody is asked about 1 now', self.chaser('ack', '1', expect=3).stderr)
        self.assertIn("did you mean 'agreed-date-missed'", self.chaser('ack', '3', '--rule', 'agreed-date-mised',
                                                                      expect=3).stderr)

    def test_done_completes_it_with_its_evidence_and_nobody_is_asked_any_more(self):
        answer = self.chaser_json('answer', '1', 'done', '--evidence', 'minutes', '--date', '2026-01-30', '--as', 'Ann Field')
        self.assertEqual(answer['changed'], {'state': 'complete', 'completed_on': '2026-01-30',
                                             'completed_by': 'Ann Field', 'evidence': 'minutes'})
        self.tick()
        self.assertIsNone(self.alert('1'))
        self.assertIn('complete already', self.chaser('answer', '1', 'done', expect=3).stderr)

    def test_a_date_of_the_owner_is_proposed_and_the_lead_agrees_it(self):
        day = days_ahead(100)
        said = self.chaser('answer', '2', 'new-date', '--date', day, '--as', 'Bo Hill').stdout
        self.assertIn('Bo Hill proposed', said)
        self.assertEqual(self.milestone('2', 'proposed_due, proposed_by, due'), (day, 'Bo Hill', '2026-01-31'))
        self.tick()
        self.assertEqual(self.alert('2')['reason'], 'date-proposed')
        self.assertIn('waits for', self.chaser('answer', '2', 'agree-date', '--as', 'Bo Hill', expect=3).stderr)
        self.chaser('answer', '2', 'agree-date', '--as', 'Lee Ward')
        self.assertEqual(self.milestone('2', 'proposed_due, proposed_by, due, basis, precision'),
                         (None, '', day, 'agreed', 'day'))
        self.tick()
        self.assertIsNone(self.alert('2'))

    def test_a_date_of_the_owner_is_agreed_where_the_plan_says_so(self):
        self.write('contacts.yaml', CONTACTS.replace('{key: p,', '{key: p, party_may_agree: true,'))
        self.chaser('answer', '2', 'new-date', '--date', days_ahead(100), '--as', 'Bo Hill')
        self.assertEqual(self.milestone('2', 'proposed_due, due'), (None, days_ahead(100)))

    def test_the_coordinators_date_is_agreed_and_a_passed_one_is_not(self):
        self.assertIn('so nobody can agree to it', self.chaser('answer', '1', 'agree-date', expect=3).stderr)
        self.chaser('answer', '1', 'new-date', '--date', days_ahead(50))
        self.assertEqual(self.milestone('1', 'due, basis'), (days_ahead(50), 'agreed'))

    def test_on_track_confirms_and_keeps_quiet_for_a_week(self):
        answer = self.chaser_json('answer', '1', 'on-track', '--as', 'Ann Field')
        self.assertEqual(answer['quiet_until'], days_ahead(6))
        self.assertEqual(self.sql("SELECT confirmed_at IS NOT NULL FROM action WHERE ref = '1'"), [(1,)])
        # By the answer itself: with the tick an edit of one's own would do it too.
        self.assertEqual(self.sql("SELECT state, quiet_until FROM alert WHERE ref = '1' AND state <> 'resolved'"),
                         [('acknowledged', days_ahead(6))])
        self.tick()
        self.assertEqual(self.alert('1')['state'], 'acknowledged')

    def test_not_mine_hands_it_over_or_asks_the_coordinator(self):
        self.chaser('answer', '1', 'not-mine', '--to', 'Head of Wards', '--as', 'Ann Field')
        self.assertEqual(self.sql("SELECT o.role FROM owner o JOIN action a ON a.id = o.action_id "
                                  "WHERE ref = '1' AND milestone_id IS NOT NULL"), [('Head of Wards',)])
        self.assertIn('nobody is known', self.chaser('answer', '3', 'not-mine', '--to', 'Head of Words', expect=3).stderr)
        self.chaser('answer', '3', 'not-mine', '--as', 'Ann Field')
        self.assertIn('is not theirs', self.sql("SELECT notice_text FROM item WHERE kind = 'notice'")[-1][0])
        self.tick()
        self.assertEqual(self.alert('3')['state'], 'acknowledged')

    def test_an_answer_takes_only_what_goes_with_it(self):
        self.assertIn('--evidence does not go', self.chaser('answer', '1', 'on-track', '--evidence', 'x', expect=2).stderr)
        self.assertIn('--date', self.chaser('answer', '1', 'new-date', expect=2).stderr)
        self.chaser('answer', '1', 'perhaps', expect=2)

    def test_a_row_that_nobody_is_asked_about_can_be_answered_too(self):
        self.sql("UPDATE milestone SET due = '2037-01-31', basis = 'indicative' WHERE action_id = (SELECT id FROM action "
                 "WHERE ref = '3')")
        self.tick()
        self.assertIsNone(self.alert('3'))
        self.assertIn('agreed 31 January 2037', self.chaser('answer', '3', 'agree-date', '--as', 'Ann Field').stdout)

    def test_the_owners_own_edit_is_an_acknowledgement_of_a_week(self):
        self.chaser('update', '1', 'comments=half of it', '--as', 'Pat Shaw')
        self.tick()
        self.assertEqual(self.alert('1')['state'], 'firing')
        self.chaser('update', '1', 'comments=all but the end', '--as', 'Ann Field')
        self.tick()
        self.assertEqual((self.alert('1')['state'], self.alert('1')['detail']), ('acknowledged', days_ahead(6)))

    def own_rule(self, plan=PLAN, contacts=CONTACTS, database='own.db'):
        """A rule of the house over the whole of action 1, which asks its owner as well."""
        self.write('contacts.yaml', contacts)
        self.database = self.path(database)
        os.makedirs(self.path('own'), exist_ok=True)
        self.write('own/90.yaml', "rules:\n  - {id: act, summary: It is so, over: action, when: comments contains \"so\", "
                               "severity: warning, ladder: [{tell: owner, every: 1w}]}\n")
        self.config = self.write('own-chaser.yaml', f'database: {database}\ncontacts: contacts.yaml\nfrom: c@x.example\n'
                                                    'deliver: maildir\nmaildir: mail\nspread: 0s\ngather: 0s\n'
                                                    'rules: [own]\n')
        self.chaser('import', self.write('own.csv', plan), '--plan', 'p', '--as-of', '2025-10-01')
        self.chaser('update', '1', 'comments=so', '--as', 'Pat Shaw')
        self.tick()

    def test_each_alert_falls_quiet_by_its_own_six_weeks(self):
        for longer, other in (('act', 'agreed-date-missed'), ('agreed-date-missed', 'act')):
            with self.subTest(longer=longer):
                self.own_rule(database=longer + '.db')
                self.chaser('snooze', '1', '--rule', longer, '--until', days_ahead(30))
                answer = self.chaser_json('answer', '1', 'on-track', '--as', 'Ann Field')
                self.assertEqual(answer['quiet_until'], days_ahead(6))
                self.tick()
                self.assertEqual([self.alert('1', rule)['detail'] for rule in (longer, other)],
                                 [days_ahead(30), days_ahead(6)])

    def test_what_asks_somebody_else_does_not_fall_quiet(self):
        self.own_rule(TWO_DATES)
        self.chaser('answer', '1', 'on-track', '--milestone', 'NCH', '--as', 'Bo Hill')
        self.assertEqual(self.alert('1', 'act')['state'], 'firing')
        self.chaser('ack', '1', '--milestone', 'NCH', '--as', 'Bo Hill')
        self.assertEqual(self.alert('1', 'act')['state'], 'firing')

    def test_of_several_dates_the_givers_is_meant_or_one_has_to_be_named(self):
        self.own_rule(TWO_DATES)
        for more in (('on-track',), ('not-mine',)):
            refused = self.chaser('answer', '1', *more, expect=3).stderr
            self.assertIn('2 dates of 1 are asked about', refused)
            self.assertIn('--milestone 1 (NC) or 2 (NCH)', refused)
        self.assertEqual(self.chaser_json('answer', '1', 'on-track', '--as', 'Bo Hill')['quiet_until'], days_ahead(6))

    def test_a_date_is_agreed_by_who_owes_it(self):
        self.sql(f"UPDATE milestone SET due = '{days_ahead(60)}', basis = 'indicative'")
        refused = self.chaser('answer', '1', 'agree-date', '--as', 'Joe Stranger', expect=3).stderr
        self.assertIn('must be agreed by Head of Service, the coordinator or the lead', refused)
        self.chaser('answer', '1', 'agree-date', '--as', 'Bo Hill', expect=3)
        self.assertIn('proposed', self.chaser('answer', '1', 'new-date', '--date', days_ahead(60), '--as', 'Bo Hill').stdout)
        self.chaser('answer', '2', 'agree-date', '--as', 'Bo Hill')
        self.assertEqual([self.milestone(ref, 'basis') for ref in '12'], [('indicative',), ('agreed',)])

    def test_what_is_all_done_gets_no_further_date(self):
        self.sql("UPDATE milestone SET state = 'verified'")
        self.tick()
        refused = self.chaser('answer', '1', 'new-date', '--date', days_ahead(60), expect=3).stderr
        self.assertIn('all dates of 1 are complete', refused)
        self.assertEqual(self.sql("SELECT count(*) FROM milestone"), [(3,)])

    def test_handing_over_keeps_the_others_and_needs_somebody_in_post(self):
        self.own_rule(PLAN.replace('protocol,Head of Service', 'protocol,Head of Service / Head of Wards / the Matron'),
                      CONTACTS.replace('roles: [Director]', 'roles: [Director, Chair]').replace(
                          'parties:', '  - {name: Old Hand, email: o@x.example, roles: [Head of Old], until: 2020-01-01}\n'
                          'parties:', 1).replace('roles: [Head of Service]', 'roles: [Head of Service, Caldicott Guardian]'))
        hand = ('answer', '1', 'not-mine', '--as', 'Ann Field', '--to')
        self.assertIn('Old Hand left after 1 January 2020', self.chaser(*hand, 'Old Hand', expect=3).stderr)
        self.assertIn("nobody is 'Head of Old' now", self.chaser(*hand, 'Head of Old', expect=3).stderr)
        self.assertIn('Ann Field is Caldicott Guardian as well', self.chaser(*hand, 'Caldicott Guardian', expect=3).stderr)
        self.chaser(*hand, 'Director', '--rule', 'agreed-date-missed')
        owners = self.sql("SELECT o.role FROM owner o JOIN action a ON a.id = o.action_id "
                          "WHERE ref = '1' AND milestone_id IS NOT NULL ORDER BY o.role")
        self.assertEqual(owners, [('Director',), ('Head of Wards',), ('the Matron',)])

    def test_escalating_lets_the_ladder_go_on(self):
        self.write('contacts.yaml', CONTACTS.replace('party: NC, reports', 'party: NC, until: 2026-01-01, reports'))
        self.chaser('escalate', '1', '--as', 'Pat Shaw')
        self.assertEqual(self.sql("SELECT escalate_anyway FROM alert JOIN action a ON a.id = action_id WHERE a.ref = '1' "
                                  "AND state = 'firing'"), [(1,)])
        self.assertEqual(self.chaser_json('escalate', '1')[0]['escalates'], 'already')
        self.assertEqual(self.facts('alert.escalated')[0][0], 'Pat Shaw')

    def test_a_silence_says_what_it_is_about_and_ends(self):
        until = days_ahead(20)
        made = self.chaser_json('silence', 'add', '--ref', '1', '--until', until, '--reason', 'they move')
        self.assertEqual((made['open_alerts'], made['author'], made['until']), (1, 'Pat Shaw', until))
        self.tick()
        self.assertEqual(self.alert('1')['reason'], 'silenced-by')
        self.assertIn('they move', self.chaser('silence', 'list').stdout)
        self.assertIn('is over', self.chaser('silence', 'end', str(made['id'])).stdout)
        self.assertIn('no silence', self.chaser('silence', 'end', str(made['id']), expect=3).stderr)
        self.tick()
        self.assertNotEqual(self.alert('1')['reason'], 'silenced-by')
        self.assertEqual(self.chaser_json('silence', 'list'), [])
        self.assertEqual([len(self.facts(what)) for what in ('silence.added', 'silence.ended')], [1, 1])

    def test_a_silence_of_everything_asks_twice(self):
        for matchers in ((), ('--plan', 'p')):
            refused = self.chaser('silence', 'add', *matchers, '--until', days_ahead(3), '--reason', 'x', expect=3)
            self.assertIn('this silences everything: 3 open alerts', refused.stderr)
        self.chaser('silence', 'add', '--until', days_ahead(3), '--reason', 'x', '--everything')
        self.tick()
        self.assertEqual({row['reason'] for row in self.chaser_json('alerts')}, {'silenced-by'})

    def test_a_silence_needs_names_that_exist_and_days_that_come(self):
        self.assertIn('no rule', self.chaser('silence', 'add', '--rule', 'due-son', '--until', days_ahead(3), '--reason', 'x',
                                             expect=3).stderr)
        self.assertIn('has passed', self.chaser('silence', 'add', '--ref', '1', '--from', '2026-01-01', '--until',
                                                '2026-01-02', '--reason', 'x', expect=3).stderr)
        self.chaser('silence', 'add', '--ref', '1', '--until', days_ahead(3), expect=2)

    def test_a_board_decides_under_its_title_and_the_plan_follows(self):
        self.sql("UPDATE milestone SET due = '2037-01-31', proposed_due = '2037-03-31' WHERE party = 'NCH'")
        done = self.chaser_json('decide', 'contract meeting', '2017-11-16', '2', 'agree-date', '--note', 'with thanks')
        self.assertEqual(done['board'], 'Contract meeting (NCH)')
        self.assertEqual(self.milestone('2', 'due, basis, proposed_due'), ('2037-03-31', 'agreed', None))
        self.assertEqual(self.sql('SELECT board, meeting_on, decision, note FROM decision'),
                         [('Contract meeting (NCH)', '2017-11-16', 'agree-date', 'with thanks')])
        self.chaser('decide', 'Improvement board', '2017-12-08', '1', 'close')
        self.tick()
        self.assertIsNone(self.alert('1'))
        self.assertIn('closed already', self.chaser('decide', 'Improvement board', '2017-12-08', '1', 'close', expect=3).stderr)

    def test_a_decision_needs_a_board_that_exists_and_has_met(self):
        self.assertIn('Improvement board', self.chaser('decide', 'Improvment board', '2017-12-08', '1', 'note', expect=3).stderr)
        self.assertIn('say which', self.chaser('decide', 'Contract meeting', '2017-11-16', '1', 'note', expect=3).stderr)
        self.assertIn('not come yet', self.chaser('decide', 'Improvement board', '2037-12-08', '1', 'note', expect=3).stderr)
        self.assertIn('has no meeting', self.chaser('decide', 'Improvement board', '2017-12-09', '1', 'return').stderr)
        self.assertEqual(self.sql('SELECT count(*) FROM decision'), [(1,)])

    def test_without_a_coordinator_somebody_has_to_be_named(self):
        done = self.run_program('chaser', '--database', self.database, 'ack', '1')
        self.assertEqual(done.returncode, 2)
        self.assertIn('--as NAME', done.stderr)

    def test_every_command_has_help_with_an_example(self):
        for command in ('ack', 'snooze', 'answer', 'escalate', 'silence', 'decide'):
            self.assertIn('Example', self.chaser(command, '--help').stdout, command)


class Slips(AnswersCase):
    """What is entered with a slip is refused, or understood, and never changes what was not meant."""

    def refused(self, *arguments, expect=3):
        return self.chaser(*arguments, expect=expect).stderr

    def silence(self, *matchers):
        return self.chaser_json('silence', 'add', *matchers, '--until', days_ahead(5), '--reason', 'x')

    def test_a_milestone_is_not_closed_by_a_board(self):
        said = self.refused('decide', 'Contract meeting', '2017-11-16', '2', 'close', '--milestone', 'NCH', expect=2)
        self.assertIn('--milestone does not go with close', said)
        self.assertEqual(self.sql('SELECT count(*) FROM action WHERE closed_at IS NOT NULL'), [(0,)])

    def test_a_board_decides_about_what_is_before_it_when_it_met(self):
        self.assertIn("it is before 'Contract meeting (NCH)'",
                      self.refused('decide', 'Contract meeting (NC)', '2017-11-16', '2', 'close'))
        self.assertIn("it is before 'Contract meeting (NCH)'",
                      self.refused('decide', 'Improvement board', '2017-12-08', '2', 'note'))
        self.assertIn('its nearest: 8 December 2017',
                      self.refused('decide', 'Improvement board', '2017-12-07', '1', 'close'))
        said = self.refused('decide', 'Parish council', '2017-12-08', '1', 'note')
        self.assertIn("contacts.yaml lists 'Improvement board'", said)
        self.assertEqual(self.sql('SELECT count(*) FROM decision'), [(0,)])

    def test_of_two_meetings_of_one_name_the_one_that_met_decides(self):
        self.write('contacts.yaml', CONTACTS.replace('for: NC, email: nc@council.example, meets: {dates: [2017-11-16',
                                                     'for: NC, email: nc@council.example, meets: {dates: [2017-11-17'))
        self.sql("UPDATE milestone SET party = 'NC' WHERE action_id = (SELECT id FROM action WHERE ref = '3')")
        self.sql("UPDATE action SET assurance = 'Contract meeting' WHERE ref = '3'")
        self.sql("INSERT INTO milestone (action_id, position, party, text) SELECT id, 9, 'NCH', 'NCH' FROM action "
                 "WHERE ref = '3'")
        done = self.chaser_json('decide', 'Contract meeting', '2017-11-17', '3', 'note')
        self.assertEqual(done['board'], 'Contract meeting (NC)')

    def test_a_silence_is_kept_in_the_words_of_the_plan(self):
        self.write('contacts.yaml', CONTACTS.replace('{name: NCH, contact', '{name: NCH, also: [The Trust], contact')
                   .replace('{name: Improvement board, email', '{name: Improvement board, also: [NIB], email'))
        for option, words, kept, about in (('--party', 'the trust', 'NCH', 1), ('--board', 'nib', 'Improvement board', 2),
                                           ('--owner', 'Ann Field', 'Head of Service', 2), ('--ref', '1', '1', 1),
                                           ('--party', 'NC', 'NC', 0)):
            made = self.silence(option, words)
            self.assertEqual((made[option[2:]], made['open_alerts']), (kept, about), words)

    def test_a_silence_of_a_name_that_nobody_knows_is_refused(self):
        for option, words, said in (('--ref', '17', 'there is no action'), ('--party', 'XYZ', "knows the party 'XYZ'"),
                                    ('--owner', 'Head of Servic', "did you mean 'Head of Service'"),
                                    ('--board', 'Improvment board', 'did you mean Improvement board')):
            self.assertIn(said, self.refused('silence', 'add', option, words, '--until', days_ahead(5), '--reason', 'x'))
        self.assertEqual(self.chaser_json('silence', 'list', '--all'), [])

    def test_the_coordinator_ends_a_silence_that_somebody_else_made(self):
        made = self.silence('--ref', '1', '--as', 'Ann Field')
        self.chaser('silence', 'end', str(made['id']))
        self.assertEqual(self.facts('silence.ended')[0][0], 'Pat Shaw')
        self.assertEqual([row['id'] for row in self.chaser_json('silence', 'list', '--all')], [made['id']])
        self.assertEqual(self.chaser_json('silence', 'list'), [])

    def test_a_silence_until_a_past_day_is_told_so(self):
        self.assertIn('2 January 2026 has passed', self.refused('silence', 'add', '--ref', '1', '--until', '2026-01-02',
                                                                '--reason', 'x'))

    def test_nothing_escalates_where_every_role_is_held(self):
        self.assertIn('nothing waits for this', self.refused('escalate', '1', expect=1))
        self.assertEqual(self.sql('SELECT sum(escalate_anyway) FROM alert'), [(0,)])
        self.assertIn("--as 'Pat Shaw'", self.refused('escalate', '1', '--as', 'Ann Field'))

    def test_what_was_answered_shows_before_the_next_tick(self):
        self.chaser('ack', '1', '--until', days_ahead(10))
        self.chaser('silence', 'add', '--ref', '3', '--until', days_ahead(10), '--reason', 'x')
        for ref in ('1', '2', '3'):
            self.assertNotIn('1970', self.chaser('show', ref).stdout)
            self.assertNotIn('1970', str(self.chaser_json('show', ref)['alerts']))
        shown = self.chaser('alerts').stdout
        self.assertNotIn('1970', shown)
        self.assertIn('next tick', shown)
        self.assertIn('quiet: acknowledged until', self.chaser('show', '1').stdout)
        self.assertNotIn('1970', str(self.chaser_json('alerts')))



if __name__ == '__main__':
    unittest.main()
