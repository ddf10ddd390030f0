-- SPDX-License-Identifier: Apache-2.0
-- Many new rows at once (bulk_writer.h): what the triggers action_added, milestone_added and owner_added would do is
-- said by the writer itself, in as few statements as there can be.

-- :bulk.writer
SELECT at, actor FROM writer;

-- :bulk.triggers
SELECT name, sql FROM sqlite_schema
WHERE type = 'trigger' AND name IN ('action_added', 'milestone_added', 'owner_added');

-- :bulk.last_milestone
SELECT last FROM counter WHERE name = 'milestone';

-- :bulk.set_last_milestone
UPDATE counter SET last = ?1 WHERE name = 'milestone';

-- :bulk.count
UPDATE plan SET owner_count = owner_count + ?2, date_count = date_count + ?3, rag_count = rag_count + ?4 WHERE id = ?1;

-- :bulk.action
INSERT INTO action (plan_id, ref, part, position, rag, rag_text, by_whom, assurance, recommendation, issue, action,
                    progress, comments, closed_at, imported_at, updated_at, progressed_at, rag_since)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, iif(?12 <> '', ?15, NULL),
        iif(?5 IS NOT NULL, ?15, NULL));

-- :bulk.milestone
INSERT INTO milestone (action_id, id, position, text, label, party, basis, earliest, due, precision, review, state,
                       completed_on, completed_by, verified_on, verified_by, recheck_on, evidence, proposed_due,
                       proposed_by, proposed_at, doubt, baseline_due, slips, agreed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
        ?23, COALESCE(?9 > ?23, 0), iif(?7 = 'agreed', ?24, NULL));

-- :bulk.change
INSERT INTO change_log (action_id, at) VALUES (?1, ?2);
