-- SPDX-License-Identifier: Apache-2.0
-- What programs are told of: the audit beyond a cursor, and the alerts that a webhook knows.

-- :feed.last
SELECT COALESCE(max(seq), 0) FROM audit;

-- :feed.facts
SELECT a.seq, a.at, a.what, a.plan_id, a.action_id, a.milestone_id, a.ref, a.part, t.after
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq WHERE a.seq > ?1 ORDER BY a.seq LIMIT ?2;

-- :feed.told
SELECT DISTINCT a.id FROM step_made AS s JOIN alert AS a ON a.id = s.alert_id
WHERE s.role = ?1 AND s.role GLOB 'webhook:*' AND s.told_on IS NOT NULL
  AND (a.state IN ('firing', 'acknowledged') OR a.state = 'snoozed' OR a.resolved_on >= ?2)
ORDER BY a.id;

-- The fact names the rule by its words: those of an action that is gone begin with it, the others are JSON.
-- :feed.moved
SELECT DISTINCT l.id
FROM audit AS a JOIN audit_text AS t ON t.seq = a.seq
  JOIN alert AS l ON l.action_id = a.action_id AND l.milestone_id = COALESCE(a.milestone_id, 0)
WHERE a.seq > ?2 AND a.seq <= ?3 AND a.what IN ('alert.resolved', 'alert.fired')
  AND l.rule = iif(json_valid(t.after), t.after ->> 'rule', substr(t.after, 1, instr(t.after || ':', ':') - 1))
  AND EXISTS (SELECT 1 FROM step_made AS s WHERE s.alert_id = l.id AND s.role = ?1 AND s.told_on IS NOT NULL)
  AND l.id = (SELECT max(id) FROM alert AS newest
              WHERE newest.action_id = l.action_id AND newest.milestone_id = l.milestone_id AND newest.rule = l.rule)
ORDER BY l.id;
