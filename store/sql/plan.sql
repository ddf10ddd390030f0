-- SPDX-License-Identifier: Apache-2.0
-- Plans, actions and what belongs to them.

-- As plan_rows.cc reads them.
-- =action
a.id, a.plan_id, a.ref, a.part, a.position, a.rag, a.closed_at, a.confirmed_at, a.imported_at, a.updated_at,
a.progressed_at, a.rag_since, a.rag_previous, a.rag_text, a.by_whom, a.assurance, a.recommendation, a.issue, a.action,
a.progress, a.comments

-- =milestone
action_id, id, position, basis, earliest, due, precision, review, state, completed_on, verified_on, recheck_on,
proposed_due, proposed_at, baseline_due, slips, agreed_at, party, proposed_by, completed_by, verified_by, label,
evidence, doubt, text

-- =owner
action_id, id, milestone_id, role, position

-- =plan
id, key, title, authority, year_starts, coordinator, board, has_owners, has_dates, has_rag

-- :plan.range
SELECT {plan} FROM plan WHERE id BETWEEN ?1 AND ?2 ORDER BY id;

-- :rag_key.range
SELECT plan_id, colour, status, words FROM rag_key WHERE plan_id BETWEEN ?1 AND ?2 ORDER BY plan_id, colour;

-- The same of those that ?1 lists.
-- :plan.among
SELECT {plan} FROM plan WHERE id IN (SELECT value FROM json_each(?1));

-- :rag_key.among
SELECT plan_id, colour, status, words FROM rag_key
WHERE plan_id IN (SELECT value FROM json_each(?1)) ORDER BY plan_id, colour;

-- Two statements: an upsert would use up an id with every import.
-- :plan.add
INSERT INTO plan (key, title, authority, year_starts, coordinator, board)
SELECT ?1, ?2, ?3, iif(?4 = 0, 4, ?4), ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM plan WHERE key = ?1);

-- :plan.update
UPDATE plan SET
  title = iif(?2 = '', title, ?2), authority = iif(?3 = '', authority, ?3),
  year_starts = iif(?4 = 0, year_starts, ?4), coordinator = iif(?5 = '', coordinator, ?5),
  board = iif(?6 = '', board, ?6)
WHERE key = ?1;

-- :plan.id
SELECT id FROM plan WHERE key = ?1;

-- :plan.columns
SELECT columns FROM plan WHERE id = ?1;

-- :plan.set_columns
UPDATE plan SET columns = ?2 WHERE id = ?1 AND columns <> ?2;

-- :rag_key.put
INSERT INTO rag_key (plan_id, colour, status, words) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (plan_id, colour) DO UPDATE SET status = ?3, words = ?4;

-- :rag_key.keep
DELETE FROM rag_key WHERE plan_id = ?1 AND colour NOT IN (SELECT value FROM json_each(?2));

-- :doubt.of
SELECT kind, ref, part, text, hint, offer FROM doubt WHERE plan_id = ?1 ORDER BY position;

-- :doubt.clear
DELETE FROM doubt WHERE plan_id = ?1;

-- :doubt.add
INSERT INTO doubt (plan_id, position, kind, ref, part, text, hint, offer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- :settled.of
SELECT kind, phrase, answer, words, earlier, by, at FROM settled WHERE plan_id = ?1 ORDER BY kind, phrase;

-- :settled.put
INSERT INTO settled (plan_id, kind, phrase, answer, words, earlier) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (plan_id, kind, phrase) DO UPDATE SET answer = ?4, words = ?5, earlier = ?6;

-- :settled.remove
DELETE FROM settled WHERE plan_id = ?1 AND kind = ?2 AND phrase = ?3;

-- Without those that a plan's REPLACE left behind, so that the limit counts what is returned.
-- :action.range
SELECT {action}
FROM action AS a WHERE a.id > ?1 AND (?3 = 0 OR a.plan_id = ?3) AND EXISTS (SELECT 1 FROM plan WHERE id = a.plan_id)
ORDER BY a.id LIMIT ?2;

-- :milestone.range
SELECT {milestone}
FROM milestone WHERE action_id BETWEEN ?1 AND ?2 ORDER BY action_id, position, id;

-- :owner.range
SELECT {owner}
FROM owner WHERE action_id BETWEEN ?1 AND ?2 ORDER BY action_id, position, id;

-- The same of those that ?1 lists, in whatever order SQLite comes upon them.
-- :action.among
SELECT {action}
FROM action AS a WHERE a.id IN (SELECT value FROM json_each(?1));

-- :milestone.among
SELECT {milestone}
FROM milestone WHERE action_id IN (SELECT value FROM json_each(?1));

-- :owner.among
SELECT {owner}
FROM owner WHERE action_id IN (SELECT value FROM json_each(?1));

-- :cell.range
SELECT action_id, heading, text, reading FROM cell WHERE action_id BETWEEN ?1 AND ?2 ORDER BY action_id, position;

-- :action.find
SELECT a.id FROM action AS a JOIN plan AS p ON p.id = a.plan_id
WHERE (?1 = '' OR p.key = ?1) AND a.ref = ?2 AND (?4 OR a.part = ?3) ORDER BY p.id, a.part;

-- Those that an import closed because the document had them no longer: it was the last to close them.
-- :action.withdrawn
SELECT a.id FROM action AS a WHERE a.plan_id = ?1 AND a.closed_at IS NOT NULL AND 'import' = (
  SELECT actor FROM audit WHERE action_id = a.id AND what = 'action.closed_at' ORDER BY seq DESC LIMIT 1)
ORDER BY a.id;

-- The day of the last import that changed anything, from the end of the audit.
-- :plan.last_import
SELECT at FROM audit WHERE plan_id = ?1 AND actor = 'import' ORDER BY seq DESC LIMIT 1;

-- :action.add
INSERT INTO action (plan_id, ref, part, position, rag, rag_text, by_whom, assurance, recommendation, issue, action,
                    progress, comments, closed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);

-- Before a row gets another ref or part: its old place becomes free, its new one may not be yet.
-- :action.set_aside
UPDATE action SET part = -part WHERE id = ?1 AND part > 0 AND (ref, part) IS NOT (?2, ?3);

-- :action.replace
UPDATE action SET ref = ?2, part = ?3, position = ?4, rag = ?5, rag_text = ?6, by_whom = ?7, assurance = ?8,
  recommendation = ?9, issue = ?10, action = ?11, progress = ?12, comments = ?13, closed_at = ?14
WHERE id = ?1;

-- :milestone.add
INSERT INTO milestone (action_id, position, text, label, party, basis, earliest, due, precision, review, state,
                       completed_on, completed_by, verified_on, verified_by, recheck_on, evidence, proposed_due,
                       proposed_by, proposed_at, doubt)
VALUES (?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22);

-- The row that was added last gets the date that is in force now.
-- :milestone.move_added
UPDATE milestone SET earliest = ?2, due = ?3, precision = ?4
WHERE action_id = ?1 AND id = (SELECT last FROM counter WHERE name = 'milestone');

-- :milestone.replace
UPDATE milestone SET position = ?3, text = ?4, label = ?5, party = ?6, basis = ?7, earliest = ?8, due = ?9,
  precision = ?10, review = ?11, state = ?12, completed_on = ?13, completed_by = ?14, verified_on = ?15,
  verified_by = ?16, recheck_on = ?17, evidence = ?18, proposed_due = ?19, proposed_by = ?20, proposed_at = ?21,
  doubt = ?22
WHERE action_id = ?1 AND id = ?2;

-- :milestone.remove
DELETE FROM milestone WHERE action_id = ?1 AND id = ?2;

-- :milestone.at
SELECT id FROM milestone WHERE action_id = ?1 AND position = ?2 ORDER BY id LIMIT 1;

-- :owner.add
INSERT INTO owner (action_id, milestone_id, role, position) VALUES (?1, NULLIF(?2, 0), ?3, ?4);

-- :owner.move
UPDATE owner SET position = ?2 WHERE id = ?1 AND position <> ?2;

-- :owner.remove
DELETE FROM owner WHERE id = ?1;

-- :cell.clear
DELETE FROM cell WHERE action_id = ?1;

-- :cell.add
INSERT INTO cell (action_id, position, heading, text, reading) VALUES (?1, ?2, ?3, ?4, ?5);

-- The two setters write the one column that ?1 names; the columns that people own are listed here and nowhere else.
-- :action.set
UPDATE action SET
  ref = iif(?1 = 'ref', ?2, ref), part = iif(?1 = 'part', ?2, part), rag = iif(?1 = 'rag', ?2, rag),
  closed_at = iif(?1 = 'closed_at', ?2, closed_at), confirmed_at = iif(?1 = 'confirmed_at', ?2, confirmed_at),
  rag_text = iif(?1 = 'rag_text', COALESCE(?2, ''), rag_text),
  by_whom = iif(?1 = 'by_whom', COALESCE(?2, ''), by_whom),
  assurance = iif(?1 = 'assurance', COALESCE(?2, ''), assurance),
  recommendation = iif(?1 = 'recommendation', COALESCE(?2, ''), recommendation),
  issue = iif(?1 = 'issue', COALESCE(?2, ''), issue), action = iif(?1 = 'action', COALESCE(?2, ''), action),
  progress = iif(?1 = 'progress', COALESCE(?2, ''), progress),
  comments = iif(?1 = 'comments', COALESCE(?2, ''), comments)
WHERE id = ?3 AND ?1 IN ('ref', 'part', 'rag', 'closed_at', 'confirmed_at', 'rag_text', 'by_whom', 'assurance',
                         'recommendation', 'issue', 'action', 'progress', 'comments');

-- :milestone.set
UPDATE milestone SET
  basis = iif(?1 = 'basis', ?2, basis), earliest = iif(?1 = 'earliest', ?2, earliest), due = iif(?1 = 'due', ?2, due),
  precision = iif(?1 = 'precision', ?2, precision), review = iif(?1 = 'review', ?2, review),
  state = iif(?1 = 'state', ?2, state), completed_on = iif(?1 = 'completed_on', ?2, completed_on),
  verified_on = iif(?1 = 'verified_on', ?2, verified_on), recheck_on = iif(?1 = 'recheck_on', ?2, recheck_on),
  proposed_due = iif(?1 = 'proposed_due', ?2, proposed_due), proposed_at = iif(?1 = 'proposed_at', ?2, proposed_at),
  party = iif(?1 = 'party', COALESCE(?2, ''), party),
  proposed_by = iif(?1 = 'proposed_by', COALESCE(?2, ''), proposed_by),
  completed_by = iif(?1 = 'completed_by', COALESCE(?2, ''), completed_by),
  verified_by = iif(?1 = 'verified_by', COALESCE(?2, ''), verified_by),
  label = iif(?1 = 'label', COALESCE(?2, ''), label), evidence = iif(?1 = 'evidence', COALESCE(?2, ''), evidence),
  doubt = iif(?1 = 'doubt', COALESCE(?2, ''), doubt), text = iif(?1 = 'text', COALESCE(?2, ''), text)
WHERE action_id = ?3 AND id = ?4
  AND ?1 IN ('basis', 'earliest', 'due', 'precision', 'review', 'state', 'completed_on', 'verified_on', 'recheck_on',
             'proposed_due', 'proposed_at', 'party', 'proposed_by', 'completed_by', 'verified_by', 'label', 'evidence',
             'doubt', 'text');

-- :setting.get
SELECT value FROM setting WHERE name = ?1;

-- :setting.between
SELECT name, value FROM setting WHERE name BETWEEN ?1 AND ?2;

-- :setting.put
INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2;

-- :setting.remove
DELETE FROM setting WHERE name = ?1;

-- :data_version
PRAGMA data_version;
