-- SPDX-License-Identifier: Apache-2.0
-- What people say of alerts. An alert whose next_on lies in the past is looked at by the next tick.

-- One that is quiet already goes on being quiet, so that the six weeks count from its first day.
-- :answer.quieten
UPDATE alert SET
  quiet_since = iif(state = 'firing', ?3, COALESCE(quiet_since, ?3)), state = ?2, quiet_until = ?4, quiet_by = ?5,
  next_on = '1970-01-01'
WHERE id = ?1 AND state IN ('firing', 'acknowledged', 'snoozed');

-- The engine closes its account, for the ladder's clock runs again from that day.
-- :answer.end_quiet
UPDATE alert SET quiet_until = ?2, next_on = '1970-01-01' WHERE id = ?1 AND state IN ('acknowledged', 'snoozed');

-- :answer.escalate
UPDATE alert SET escalate_anyway = 1, next_on = '1970-01-01'
WHERE id = ?1 AND state <> 'resolved' AND escalate_anyway = 0;

-- As the engine's own facts about alerts: `after` is the rule. How it was changed stands before it.
-- :answer.alert_fact
INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, ref, part, before, after)
SELECT ?2, plan_id, action_id, NULLIF(milestone_id, 0), ref, part, ?3, rule FROM alert WHERE id = ?1;

-- :answer.fact
INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, after)
SELECT ?1, plan_id, id, NULLIF(?3, 0), ?4 FROM action WHERE id = ?2;

-- :silence.add
INSERT INTO silence (plan, ref, owner, party, board, rule, from_on, until_on, author, reason)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- :silence.every
SELECT id, plan, ref, owner, party, board, rule, from_on, until_on, author, reason FROM silence ORDER BY id;

-- :silence.one
SELECT id, plan, ref, owner, party, board, rule, from_on, until_on, author, reason FROM silence WHERE id = ?1;

-- :silence.end
UPDATE silence SET until_on = date(?2, '-1 day') WHERE id = ?1 AND from_on <= ?2 AND until_on >= ?2;

-- What was yet to begin is taken back.
-- :silence.remove
DELETE FROM silence WHERE id = ?1 AND from_on > ?2;

-- :silence.fact
INSERT INTO audit_entry (what, plan_id, before, after)
VALUES (?1, (SELECT id FROM plan WHERE key = ?2), ?3, ?4);

-- :decision.add
INSERT INTO decision (board, meeting_on, action_id, decision, note) VALUES (?1, ?2, ?3, ?4, ?5);

-- :decision.of
SELECT board, meeting_on, action_id, decision, note FROM decision WHERE action_id = ?1 ORDER BY id;

-- :owner.rename
UPDATE owner SET role = ?4 WHERE id =
  (SELECT id FROM owner WHERE action_id = ?1 AND milestone_id IS NULLIF(?2, 0) AND role = ?3 ORDER BY position, id LIMIT 1);

-- :owner.add_last
INSERT INTO owner (action_id, milestone_id, role, position)
VALUES (?1, NULLIF(?2, 0), ?3, (SELECT COALESCE(max(position) + 1, 0) FROM owner WHERE action_id = ?1));

-- :milestone.add_last
INSERT INTO milestone (action_id, position, precision)
VALUES (?1, (SELECT COALESCE(max(position) + 1, 0) FROM milestone WHERE action_id = ?1), 'none');

-- :milestone.last_given
SELECT last FROM counter WHERE name = 'milestone';
