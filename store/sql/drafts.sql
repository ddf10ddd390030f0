-- SPDX-License-Identifier: Apache-2.0
-- What is said of the drafts of boards' papers.

-- A drop is over once its alert was reopened.
-- :mark.of_board
SELECT m.kind, m.meeting_on, m.alert_id, m.by, m.note
FROM paper_mark AS m CROSS JOIN alert AS a ON a.id = m.alert_id
WHERE m.board = ?1 AND (m.kind <> 'drop' OR m.reopened = a.reopened) ORDER BY m.meeting_on, m.alert_id;

-- :mark.put
INSERT INTO paper_mark (board, meeting_on, alert_id, kind, by, note, reopened)
SELECT ?1, ?2, id, ?4, ?5, ?6, reopened FROM alert WHERE id = ?3
ON CONFLICT (board, meeting_on, alert_id) DO UPDATE
SET kind = excluded.kind, by = excluded.by, note = excluded.note, reopened = excluded.reopened;

-- :mark.remove
DELETE FROM paper_mark WHERE board = ?1 AND alert_id = ?3 AND (meeting_on = ?2 OR kind = 'drop');

-- :mark.note
INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, after)
SELECT 'papers.' || ?2, plan_id, action_id, NULLIF(milestone_id, 0), ?3 FROM alert WHERE id = ?1;

-- :mark.changed
INSERT INTO change_log (action_id, at) SELECT alert.action_id, writer.at FROM alert, writer WHERE alert.id = ?1;

-- :mark.packs_with
SELECT count(DISTINCT m.meeting_on)
FROM item AS i CROSS JOIN message_item AS mi ON mi.item_id = i.id CROSS JOIN message AS m ON m.id = mi.message_id
WHERE i.alert_id = ?2 AND m.board = ?1 AND m.kind = 'pack' AND m.state <> 'dropped' AND m.meeting_on < ?3;
