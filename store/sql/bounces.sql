-- SPDX-License-Identifier: Apache-2.0
-- What came back for messages.

-- =bounce
id, received_at, message_id, kind, contact, address, status, words, cleared_at, cleared_by, cleared_why

-- :bounce.add
INSERT INTO bounce (received_at, message_id, kind, contact, address, status, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- :bounce.same
SELECT {bounce} FROM bounce WHERE message_id = ?1 AND kind = ?2;

-- :bounce.all
SELECT {bounce} FROM bounce ORDER BY id DESC LIMIT ?1;

-- :bounce.failing
SELECT {bounce} FROM bounce INDEXED BY bounce_failing WHERE kind = 'failed' AND cleared_at IS NULL ORDER BY address, id;

-- :bounce.clear
UPDATE bounce SET cleared_at = ?2, cleared_by = ?3, cleared_why = ?4
WHERE address = ?1 AND kind = 'failed' AND cleared_at IS NULL;

-- What was sent, or may have been, did not arrive after all; when it went out is not forgotten.
-- :bounce.message_dead
UPDATE message SET state = 'dead', next_attempt = NULL, last_error = ?2
WHERE id = ?1 AND (state = 'sent' OR (state = 'ready' AND outcome_unknown = 1));

-- As it was before this message arrived.
-- :bounce.item_taken
UPDATE item SET state = 'taken', settled_at = NULL WHERE id = ?1 AND state = 'delivered';

-- :bounce.told
SELECT told FROM step_made
WHERE alert_id = ?1 AND step = ?2 AND occurrence = ?3 AND role = ?4 AND warning = (?5 = 'warning');

-- :bounce.untell
UPDATE step_made SET told = ?6, told_on = iif(?6 = '[]', NULL, told_on), held_by_nobody = iif(?6 = '[]', 0, held_by_nobody)
WHERE alert_id = ?1 AND step = ?2 AND occurrence = ?3 AND role = ?4 AND warning = (?5 = 'warning');
