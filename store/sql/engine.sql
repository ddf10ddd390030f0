-- SPDX-License-Identifier: Apache-2.0
-- The engine's memory: cursor, agenda, alerts and rungs, silences.

-- =alert
id, action_id, milestone_id, rule, state, since, fired_on, resolved_on, quiet_until, quiet_by, quiet_since, quiet_days,
stood_still, stands_still_since, board_stood_still, board_stands_still_since, rule_gone_on, due_when_fired,
late_on_arrival, reopened, held, fired_tick, escalate_anyway, next_on, reason, reason_detail

-- =step
alert_id, step, occurrence, role, kind, made_on, told_on, undeliverable_on, held_by_nobody, told

-- :change.last
SELECT seq FROM change_log ORDER BY seq DESC LIMIT 1;

-- The first ?2 entries beyond the cursor, one row an action.
-- :change.after
SELECT action_id, min(at), max(seq) FROM (SELECT seq, action_id, at FROM change_log WHERE seq > ?1 ORDER BY seq LIMIT ?2)
GROUP BY action_id ORDER BY min(seq);

-- Whose edits they were: an edit bears the same instant in the log and in the audit. Programs are no people.
-- :change.by
SELECT DISTINCT a.action_id, a.actor
FROM (SELECT DISTINCT action_id, at FROM change_log WHERE seq > ?1 AND seq <= ?2) AS these
  CROSS JOIN audit AS a ON a.action_id = these.action_id AND a.at = these.at
WHERE a.actor NOT IN ('import', 'engine', 'sql', 'update');

-- The agenda and the next days of the alerts, in the order of both their indexes: what is not due is not read, and a
-- page costs what it returns.
-- :visit.due
SELECT action_id, day, (SELECT look_on FROM agenda WHERE action_id = due.action_id AND look_on <= ?1) FROM (
  SELECT look_on AS day, action_id FROM agenda WHERE look_on <= ?1 AND (look_on, action_id) > (?2, ?3)
  UNION ALL
  SELECT next_on, action_id FROM alert
  WHERE next_on <= ?1 AND next_on IS NOT NULL AND state <> 'resolved' AND (next_on, action_id) > (?2, ?3)
  ORDER BY 1, 2 LIMIT ?4) AS due;

-- :visit.next
SELECT min(day) FROM (
  SELECT min(look_on) AS day FROM agenda
  UNION ALL
  SELECT min(next_on) FROM alert WHERE next_on IS NOT NULL AND state <> 'resolved');

-- :agenda.among
SELECT action_id, look_on FROM agenda WHERE action_id IN (SELECT value FROM json_each(?1));

-- :agenda.remove
DELETE FROM agenda WHERE action_id = ?1;

-- :agenda.put
INSERT INTO agenda (look_on, action_id) VALUES (?1, ?2);

-- Alerts of a row that was replaced: the row bears the same plan, ref and part under a new id; its milestones are found
-- again by their place.
-- :alert.orphaned
SELECT a.id FROM action AS a CROSS JOIN alert AS o ON (o.plan_id, o.ref, o.part) = (a.plan_id, a.ref, a.part)
WHERE a.id IN (SELECT value FROM json_each(?1)) AND o.action_id <> a.id
  AND NOT EXISTS (SELECT 1 FROM action WHERE id = o.action_id);

-- :alert.adopt
UPDATE OR IGNORE alert SET action_id = ?1,
  milestone_id = iif(milestone_id = 0, 0, COALESCE(
    (SELECT id FROM milestone WHERE action_id = ?1 AND id = alert.milestone_id),
    (SELECT id FROM milestone WHERE action_id = ?1 AND position = alert.place ORDER BY id LIMIT 1), milestone_id))
WHERE (plan_id, ref, part) = (SELECT plan_id, ref, part FROM action WHERE id = ?1)
  AND action_id <> ?1 AND NOT EXISTS (SELECT 1 FROM action WHERE id = alert.action_id);

-- :item.adopt
UPDATE item SET (action_id, milestone_id) = (SELECT action_id, milestone_id FROM alert WHERE alert.id = item.alert_id)
WHERE alert_id IN (SELECT id FROM alert WHERE action_id = ?1) AND action_id <> ?1;

-- :alert.of
SELECT {alert}
FROM alert WHERE action_id = ?1 AND (state <> 'resolved' OR resolved_on >= ?2) ORDER BY id;

-- :step.of
SELECT {step} FROM step_made
WHERE alert_id IN (SELECT id FROM alert WHERE action_id = ?1 AND (state <> 'resolved' OR resolved_on >= ?2))
ORDER BY alert_id, rowid;

-- With what each keeps of its row.
-- :alert.among
SELECT {alert}, plan_id, ref, part, place
FROM alert WHERE action_id IN (SELECT value FROM json_each(?1)) AND (state <> 'resolved' OR resolved_on >= ?2);

-- :step.among
SELECT {step} FROM step_made WHERE alert_id IN (SELECT value FROM json_each(?1)) ORDER BY alert_id, rowid;

-- :alert.unresolved
SELECT {alert}
FROM alert WHERE state <> 'resolved' ORDER BY id;

-- :step.unresolved
SELECT {step} FROM step_made
WHERE alert_id IN (SELECT id FROM alert WHERE state <> 'resolved') ORDER BY alert_id, rowid;

-- :alert.one
SELECT {alert}
FROM alert WHERE id = ?1;

-- :step.one
SELECT {step} FROM step_made
WHERE alert_id = ?1 ORDER BY rowid;

-- :alert.add
INSERT INTO alert (action_id, milestone_id, rule, state, since, fired_on, resolved_on, quiet_until, quiet_by, quiet_since,
                   quiet_days, stood_still, stands_still_since, board_stood_still, board_stands_still_since,
                   rule_gone_on, due_when_fired, late_on_arrival, reopened, held, fired_tick, escalate_anyway, next_on,
                   reason, reason_detail, plan_id, ref, part, place)
VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,
        ?26, ?27, ?28, ?29, ?30);

-- :alert.replace
UPDATE alert SET action_id = ?2, milestone_id = ?3, rule = ?4, state = ?5, since = ?6, fired_on = ?7, resolved_on = ?8,
  quiet_until = ?9, quiet_by = ?10, quiet_since = ?11, quiet_days = ?12, stood_still = ?13, stands_still_since = ?14,
  board_stood_still = ?15, board_stands_still_since = ?16, rule_gone_on = ?17, due_when_fired = ?18,
  late_on_arrival = ?19, reopened = ?20, held = ?21, fired_tick = ?22, escalate_anyway = ?23, next_on = ?24,
  reason = ?25, reason_detail = ?26, plan_id = ?27, ref = ?28, part = ?29, place = ?30
WHERE id = ?1;

-- Where it stands as it stood: an UPDATE that does not name what an index is made of leaves the index alone.
-- :alert.go_on
UPDATE alert SET state = ?2, since = ?3, fired_on = ?4, resolved_on = ?5, quiet_until = ?6, quiet_by = ?7,
  quiet_since = ?8, quiet_days = ?9, stood_still = ?10, stands_still_since = ?11, board_stood_still = ?12,
  board_stands_still_since = ?13, rule_gone_on = ?14, due_when_fired = ?15, late_on_arrival = ?16, reopened = ?17,
  held = ?18, fired_tick = ?19, escalate_anyway = ?20, next_on = ?21, reason = ?22, reason_detail = ?23
WHERE id = ?1;

-- What may differ in an alert that did not change otherwise.
-- :alert.refresh
UPDATE alert SET next_on = ?2, reason = ?3, reason_detail = ?4, place = ?5 WHERE id = ?1;

-- :alert.resolve_quietly
UPDATE alert SET state = 'resolved', resolved_on = ?2, next_on = NULL WHERE action_id = ?1 AND state <> 'resolved';

-- What was wanted and will not be said was never made: should the alert open again, it is wanted anew.
-- :step.take_back_of_action
DELETE FROM step_made
WHERE told_on IS NULL AND undeliverable_on IS NULL
  AND (alert_id, step, occurrence, role, warning) IN
      (SELECT alert_id, step, occurrence, role, kind = 'warning' FROM item
       WHERE state = 'wanted' AND alert_id IN (SELECT id FROM alert WHERE action_id = ?1));

-- :item.wanted_of_action
SELECT id FROM item
WHERE state = 'wanted' AND alert_id IN (SELECT id FROM alert WHERE action_id = ?1) ORDER BY id;

-- :item.resolve_quietly
UPDATE item SET state = 'dropped', reason = 'resolved-before-sending', settled_at = ?2
WHERE state = 'wanted' AND alert_id IN (SELECT id FROM alert WHERE action_id = ?1);

-- :alert.hold
UPDATE alert SET held = ?2, next_on = ?3 WHERE id IN (SELECT value FROM json_each(?1)) AND held <> ?2;

-- What was wanted and never left is wanted from that day on: reminders count from it.
-- :step.begin_now
UPDATE step_made SET made_on = ?2
WHERE alert_id IN (SELECT id FROM alert WHERE id IN (SELECT value FROM json_each(?1)) AND held = 1)
  AND told_on IS NULL AND undeliverable_on IS NULL;

-- :item.hold
UPDATE item SET reason = 'awaiting-approval', reason_detail = ''
WHERE alert_id IN (SELECT value FROM json_each(?1)) AND state = 'wanted';

-- :alert.held_ids
SELECT id FROM alert INDEXED BY alert_held WHERE held = 1 AND state <> 'resolved' AND (?1 = 0 OR plan_id = ?1) ORDER BY id;

-- :alert.held_by_plan
SELECT plan_id, count(*) FROM alert INDEXED BY alert_held WHERE held = 1 AND state <> 'resolved' GROUP BY plan_id;

-- :alert.look_today
UPDATE alert SET next_on = ?2
WHERE id = ?1 AND state <> 'resolved' AND (next_on IS NULL OR next_on > ?2);

-- :alert.look_today_for
UPDATE alert SET next_on = ?2
WHERE id = (SELECT alert_id FROM item WHERE item.id = ?1) AND state <> 'resolved' AND (next_on IS NULL OR next_on > ?2);

-- A rung is made once; what delivery wrote of it stays.
-- :step.add
INSERT INTO step_made (alert_id, step, occurrence, role, kind, made_on, told_on, undeliverable_on, held_by_nobody, told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING;

-- :item.add
INSERT INTO item (alert_id, plan_id, action_id, milestone_id, rule, kind, step, occurrence, role, wanted_on, severity,
                  asks_where, late, because_doubt, goes_to, goes_on, notice_key, notice_text, made_tick, made_at)
VALUES (NULLIF(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, NULLIF(?17, ''), ?18, ?19,
        ?20)
ON CONFLICT (notice_key) WHERE notice_key IS NOT NULL DO NOTHING;

-- :silence.from
SELECT id, plan, ref, owner, party, board, rule, from_on, until_on, author, reason FROM silence
WHERE until_on >= ?1 ORDER BY id;

-- :progress.after
SELECT a.seq, a.action_id, a.at, t.before, t.after FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq
WHERE a.what = 'action.progress' AND a.seq > ?1 ORDER BY a.seq LIMIT ?2;

-- :progress.made
UPDATE action SET progressed_at = ?2 WHERE id = ?1 AND (progressed_at IS NULL OR progressed_at < ?2);

-- :progress.confirmed
UPDATE action SET confirmed_at = ?2, updated_at = max(COALESCE(updated_at, ''), ?2)
WHERE id = ?1 AND (confirmed_at IS NULL OR confirmed_at < ?2);
