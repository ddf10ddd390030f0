-- SPDX-License-Identifier: Apache-2.0
-- What a person asks of single messages of the outbox.

-- :desk.attempts
SELECT at, endpoint, code, text, millis FROM attempt WHERE message_id = ?1 ORDER BY id;

-- :desk.ready_now
UPDATE message SET next_attempt = ?2 WHERE id = ?1 AND state = 'ready';

-- :desk.ready_again
UPDATE message SET state = 'ready', next_attempt = ?2 WHERE id = ?1 AND state = 'dead';

-- :desk.dissolve
UPDATE message SET state = 'dropped' WHERE id = ?1 AND state = 'dead';

-- What reached another holder of the role is wanted for this one again.
-- :desk.want_again
UPDATE item SET state = 'wanted', reason = 'not-due', reason_detail = '', settled_at = NULL
WHERE state IN ('dead', 'delivered') AND id IN (SELECT item_id FROM message_item WHERE message_id = ?1);

-- :desk.take_again
UPDATE item SET state = 'taken', reason = 'not-due', reason_detail = '', settled_at = NULL
WHERE state = 'dead' AND id IN (SELECT item_id FROM message_item WHERE message_id = ?1);

-- Their steps were given up with the message.
-- :desk.steps_again
UPDATE step_made SET undeliverable_on = NULL
WHERE told_on IS NULL AND undeliverable_on IS NOT NULL
  AND (alert_id, step, occurrence, role, warning) IN
      (SELECT i.alert_id, i.step, i.occurrence, i.role, i.kind = 'warning'
       FROM message_item AS mi JOIN item AS i ON i.id = mi.item_id WHERE mi.message_id = ?1 AND i.state = 'dead');

-- :desk.drop
UPDATE message SET state = 'dropped', next_attempt = NULL WHERE id = ?1 AND state IN ('ready', 'dead');

-- While another holder's message may arrive, or has, somebody is told of it.
-- :desk.drop_item
UPDATE item SET state = 'dropped', reason = 'silenced-by', reason_detail = ?2, settled_at = ?3
WHERE id = ?1 AND state IN ('taken', 'dead')
  AND NOT EXISTS (SELECT 1 FROM message_item AS mi JOIN message AS m ON m.id = mi.message_id
                  WHERE mi.item_id = ?1 AND m.state IN ('ready', 'sending', 'sent') AND m.kind <> 'pack-draft');

-- The numbers of messages that are gone are never given again.
-- :desk.newest
SELECT seq FROM sqlite_sequence WHERE name = 'message';

-- :desk.raise
UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'message' AND seq < ?1;

-- :desk.first_number
INSERT INTO sqlite_sequence (name, seq) SELECT 'message', ?1
WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'message');
