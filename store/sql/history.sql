-- SPDX-License-Identifier: Apache-2.0
-- What there is and what the audit holds, for history.h. Values come as SQL writes them ('text', 7, NULL), so that
-- statements are made of them as they are.

-- :history.facts
SELECT a.seq, a.at, a.actor, a.what, a.plan_id, a.action_id, a.milestone_id, t.seq IS NULL, quote(t.before), quote(t.after)
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq ORDER BY a.seq;

-- The columns stand in the order in which history.cc names them.
-- :history.plans
SELECT id, 0, quote(key), quote(title), quote(authority), quote(year_starts), quote(coordinator), quote(board) FROM plan;

-- :history.rag_keys
SELECT plan_id, colour, quote(status), quote(words) FROM rag_key WHERE plan_id IN (SELECT id FROM plan);

-- :history.actions
SELECT id, plan_id, quote(ref), quote(abs(part)), quote(position), quote(rag), quote(closed_at), quote(confirmed_at),
       quote(imported_at), quote(rag_text), quote(by_whom), quote(assurance), quote(recommendation), quote(issue),
       quote(action), quote(progress), quote(comments)
FROM action WHERE plan_id IN (SELECT id FROM plan);

-- :history.milestones
SELECT id, action_id, quote(position), quote(basis), quote(earliest), quote(due), quote(precision), quote(review),
       quote(state), quote(completed_on), quote(verified_on), quote(recheck_on), quote(proposed_due), quote(proposed_at),
       quote(party), quote(proposed_by), quote(completed_by), quote(verified_by), quote(label), quote(evidence),
       quote(doubt), quote(text)
FROM milestone WHERE action_id IN (SELECT id FROM action);

-- :history.owners
SELECT id, action_id, quote(milestone_id), quote(role), quote(position) FROM owner
WHERE action_id IN (SELECT id FROM action) ORDER BY id;

-- :history.silences
SELECT 'INSERT INTO silence (plan, ref, owner, party, board, rule, from_on, until_on, author, reason) VALUES ('
       || quote(plan) || ', ' || quote(ref) || ', ' || quote(owner) || ', ' || quote(party) || ', ' || quote(board)
       || ', ' || quote(rule) || ', ' || quote(from_on) || ', ' || quote(until_on) || ', ' || quote(author) || ', '
       || quote(reason) || ')'
FROM silence ORDER BY id;
