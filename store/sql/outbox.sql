-- SPDX-License-Identifier: Apache-2.0
-- Items, the messages that they become, and what became of those.

-- =item
i.id, i.alert_id, i.plan_id, i.action_id, i.milestone_id, i.rule, i.kind, i.step, i.occurrence, i.role, i.wanted_on,
i.severity, i.asks_where, i.late, i.because_doubt, i.goes_to, i.goes_on, i.notice_key, i.notice_text, i.made_tick,
i.made_at

-- :item.wanted
SELECT {item}
FROM item AS i LEFT JOIN alert AS a ON a.id = i.alert_id
WHERE i.state = 'wanted' AND COALESCE(a.held, 0) = 0 ORDER BY i.id LIMIT ?1;

-- Each half by an index of its own: what waits and is neither among these nor new is not read.
-- :item.wanted_among
SELECT {item}
FROM (SELECT value AS id FROM json_each(?1)
      UNION SELECT id FROM item INDEXED BY item_wanted WHERE id > ?2 AND state = 'wanted') AS these
  CROSS JOIN item AS i ON i.id = these.id LEFT JOIN alert AS a ON a.id = i.alert_id
WHERE i.state = 'wanted' AND COALESCE(a.held, 0) = 0 ORDER BY i.id;

-- :item.of_tick
SELECT {item}
FROM item AS i
WHERE i.made_tick = ?1 AND i.made_tick > 0 AND i.state = 'wanted' AND i.alert_id IS NOT NULL ORDER BY i.id;

-- Whether a pack ever had anything to say.
-- :item.any_of_boards
SELECT 1 FROM item WHERE kind = 'pack-item' AND alert_id > 0 LIMIT 1;

-- From the alerts that are open (CROSS JOIN keeps the order): what packs said in years gone by is not read. With each the
-- boards that settled it since, as written: sending it back settles nothing, and takes back what they said before.
-- :item.of_boards
SELECT {item},
  (SELECT json_group_array(d.board) FROM decision AS d
   WHERE d.action_id = i.action_id AND d.meeting_on >= i.wanted_on AND d.decision <> 'return'
     AND NOT EXISTS (SELECT 1 FROM decision AS later
                     WHERE later.action_id = d.action_id AND later.board = d.board AND later.decision = 'return'
                       AND (later.meeting_on, later.id) > (d.meeting_on, d.id)))
FROM alert AS a CROSS JOIN item AS i ON i.alert_id = a.id
WHERE a.state <> 'resolved' AND i.kind = 'pack-item' AND i.state IN ('wanted', 'taken', 'delivered', 'dead')
ORDER BY i.id;

-- :item.said_in
SELECT {item}
FROM message_item AS mi JOIN item AS i ON i.id = mi.item_id WHERE mi.message_id = ?1 ORDER BY mi.position;

-- :item.last
SELECT COALESCE(max(id), 0) FROM item;

-- :item.after
SELECT {item}, i.state, i.reason, i.reason_detail FROM item AS i WHERE i.id > ?1 ORDER BY i.id;

-- :item.of_alert
SELECT {item}, i.state, i.reason, i.reason_detail FROM item AS i WHERE i.alert_id = ?1 ORDER BY i.id;

-- :item.settle
UPDATE item SET state = ?2, reason = ?3, reason_detail = ?4, settled_at = ?5 WHERE id = ?1 AND state IN ('wanted', 'taken');

-- :item.waits_for_else
SELECT 1 FROM item WHERE id = ?1 AND state = 'wanted' AND reason <> ?2;

-- :item.reason
UPDATE item SET reason = ?2, reason_detail = ?3 WHERE id = ?1 AND (reason, reason_detail) IS NOT (?2, ?3);

-- :item.take
UPDATE item SET state = 'taken' WHERE id = ?1 AND state = 'wanted';

-- :item.delivered_to_all
UPDATE item SET state = 'delivered', reason = 'sent', reason_detail = '', settled_at = ?2
WHERE id = ?1 AND state = 'taken'
  AND NOT EXISTS (SELECT 1 FROM message_item AS mi JOIN message AS m ON m.id = mi.message_id
                  WHERE mi.item_id = ?1 AND m.state IN ('ready', 'sending') AND m.kind <> 'pack-draft')
  AND EXISTS (SELECT 1 FROM message_item AS mi JOIN message AS m ON m.id = mi.message_id
              WHERE mi.item_id = ?1 AND m.state = 'sent' AND m.kind <> 'pack-draft');

-- While another holder's message may arrive, or has, somebody is told: it is not dead. A draft tells nobody.
-- :item.dead_to_all
UPDATE item SET state = 'dead', reason = 'undeliverable', reason_detail = ?2, settled_at = ?3
WHERE id = ?1 AND state = 'taken'
  AND NOT EXISTS (SELECT 1 FROM message_item AS mi JOIN message AS m ON m.id = mi.message_id
                  WHERE mi.item_id = ?1 AND m.state IN ('ready', 'sending', 'sent') AND m.kind <> 'pack-draft');

-- With what the record keeps of each, but for how it ended; nothing of it unless ?2.
-- :item.of_messages
SELECT mi.message_id, i.id, i.alert_id, i.plan_id, i.step, i.occurrence, i.role, i.kind, mi.held_by_nobody,
       COALESCE(l.ref, ''), COALESCE(l.part, 1), iif(?2, json_object({item_words}), NULL)
FROM message_item AS mi CROSS JOIN {item_with_row}
WHERE mi.message_id IN (SELECT value FROM json_each(?1)) AND i.id = mi.item_id ORDER BY mi.message_id, mi.position;

-- The name joins those that the rung has told. A role that somebody really holds wins over a stand-in.
-- :step.set_told
UPDATE step_made SET
  told_on = COALESCE(told_on, ?6),
  held_by_nobody = ?8 AND (told_on IS NULL OR held_by_nobody),
  told = CASE WHEN told = '[]' THEN json_array(?7)
              WHEN EXISTS (SELECT 1 FROM json_each(told) WHERE value = ?7) THEN told
              ELSE json_insert(told, '$[#]', ?7) END
WHERE alert_id = ?1 AND step = ?2 AND occurrence = ?3 AND role = ?4 AND warning = (?5 = 'warning');

-- :step.undeliverable
UPDATE step_made SET undeliverable_on = ?2
WHERE (alert_id, step, occurrence, role, warning) =
      (SELECT alert_id, step, occurrence, role, kind = 'warning' FROM item WHERE id = ?1)
  AND told_on IS NULL AND undeliverable_on IS NULL;

-- :step.take_back
DELETE FROM step_made
WHERE (alert_id, step, occurrence, role, warning) =
      (SELECT alert_id, step, occurrence, role, kind = 'warning' FROM item WHERE id = ?1 AND state IN ('wanted', 'taken'))
  AND told_on IS NULL AND undeliverable_on IS NULL;

-- :message.sent_before
SELECT kind, count(*) FROM message
WHERE recipient = ?1 AND day >= ?2 AND state <> 'dropped' AND kind IN ('digest', 'urgent') GROUP BY kind;

-- :message.packs
SELECT kind, board, meeting_on, recipient FROM message
WHERE board = ?1 AND board <> '' AND meeting_on IS NOT NULL AND state <> 'dropped'
UNION ALL
SELECT kind, board, meeting_on, recipient FROM message
WHERE recipient = ?1 AND board NOT IN ('', ?1) AND meeting_on IS NOT NULL AND state <> 'dropped';

-- :message.add
INSERT INTO message (message_id, kind, state, channel, endpoint, recipient, address, board, meeting_on, day, attempts,
                     outcome_unknown, created_at, next_attempt, subject)
VALUES (?1, ?2, 'ready', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12, ?13);

-- :message.add_body
INSERT INTO message_body (message_id, bytes) VALUES (?1, ?2);

-- :message_item.add
INSERT INTO message_item (message_id, item_id, position, held_by_nobody) VALUES (?1, ?2, ?3, ?4);

-- :message.known
SELECT 1 FROM message WHERE message_id = ?1;

-- :item.frozen_for
SELECT DISTINCT m.recipient FROM message_item AS mi JOIN message AS m ON m.id = mi.message_id
WHERE mi.item_id = ?1 AND m.state <> 'dropped' ORDER BY m.recipient;

-- The next endpoint by name for which anything is ready: one look at the index.
-- :message.ready_endpoint_after
SELECT endpoint FROM message INDEXED BY message_ready
WHERE state = 'ready' AND endpoint > ?1 ORDER BY endpoint LIMIT 1;

-- What was never tried, which lies first in the index; and what may be tried again.
-- :message.ready_fresh
SELECT id FROM message INDEXED BY message_ready
WHERE state = 'ready' AND endpoint = ?1 AND next_attempt IS NULL ORDER BY id LIMIT ?2;

-- :message.ready_again
SELECT id FROM message INDEXED BY message_ready
WHERE state = 'ready' AND endpoint = ?1 AND next_attempt <= ?3 ORDER BY id LIMIT ?2;

-- :message.claim
UPDATE message SET state = 'sending' WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'ready';

-- =message
m.id, m.message_id, m.kind, m.state, m.channel, m.endpoint, m.recipient, m.address, m.board, m.meeting_on, m.day, m.attempts,
m.outcome_unknown, m.created_at, m.next_attempt, m.sent_at, m.last_error, m.subject

-- :message.these
SELECT {message}, b.bytes
FROM message AS m LEFT JOIN message_body AS b ON b.message_id = m.id
WHERE m.id IN (SELECT value FROM json_each(?1)) ORDER BY m.id;

-- :message.heads_of_these
SELECT {message}, NULL FROM message AS m WHERE m.id IN (SELECT value FROM json_each(?1)) ORDER BY m.id;

-- :message.items_of_these
SELECT message_id, item_id, held_by_nobody FROM message_item
WHERE message_id IN (SELECT value FROM json_each(?1)) ORDER BY message_id, position;

-- :message.list
SELECT id FROM message WHERE ?1 = '' OR state = ?1 ORDER BY id DESC LIMIT ?2;

-- :message.after
SELECT id FROM message WHERE id > ?1 ORDER BY id;

-- :message.after_attempt
UPDATE message SET state = ?2, attempts = attempts + 1, outcome_unknown = (outcome_unknown OR ?3), next_attempt = ?4,
  sent_at = ?5, last_error = ?6
WHERE id = ?1;

-- :message.bring_forward
UPDATE message SET next_attempt = ?2 WHERE recipient = ?1 AND state = 'ready' AND next_attempt > ?2;

-- :message.dissolve
UPDATE message SET state = 'dropped' WHERE id = ?1 AND state IN ('ready', 'sending') AND outcome_unknown = 0;

-- :message.still_to_say
SELECT 1 FROM message AS m JOIN message_item AS mi ON mi.message_id = m.id JOIN item AS i ON i.id = mi.item_id
WHERE m.recipient = ?1 AND m.state = 'dropped' AND i.state IN ('wanted', 'taken') LIMIT 1;

-- :message.postpone
UPDATE message SET state = 'ready', next_attempt = ?2 WHERE id = ?1 AND state = 'sending';

-- :message.undelivered
SELECT id FROM message INDEXED BY message_ready
WHERE state = 'ready' AND outcome_unknown = 0 AND created_at < ?1
  AND endpoint NOT IN (SELECT value FROM json_each(?2)) ORDER BY id;

-- :message.ready_by
SELECT count(*) FROM message
WHERE state = 'ready' AND (next_attempt IS NULL OR next_attempt <= ?1)
  AND endpoint NOT IN (SELECT value FROM json_each(?2));

-- :message.open_for
SELECT (SELECT count(*) FROM message INDEXED BY message_ready WHERE state = 'ready' AND endpoint = ?1)
     + (SELECT count(*) FROM message INDEXED BY message_sending WHERE state = 'sending' AND endpoint = ?1);

-- :message.last_for
SELECT COALESCE(max(id), 0) FROM message WHERE recipient = ?2 AND endpoint = ?1;

-- Those for whom no other message holds them; one that was delivered to another holder is wanted for this one again.
-- :item.want_again
UPDATE item SET state = 'wanted', settled_at = NULL
WHERE state IN ('taken', 'delivered') AND id IN (SELECT item_id FROM message_item WHERE message_id = ?1);

-- What arrived never leaves again, whoever asks, and whether it is settled yet or not.
-- :message.reclaim
UPDATE message INDEXED BY message_sending SET state = 'ready', outcome_unknown = 1
WHERE state = 'sending' AND id NOT IN (SELECT message_id FROM arrived);

-- :arrived.add
INSERT INTO arrived (message_id, day, at, code, text, millis) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- :arrived.oldest
SELECT a.day, a.message_id, a.at, m.endpoint, a.code, a.text, a.millis
FROM arrived AS a JOIN message AS m ON m.id = a.message_id
ORDER BY a.message_id LIMIT ?1;

-- :arrived.settled
DELETE FROM arrived WHERE message_id IN (SELECT value FROM json_each(?1));

-- What was never tried waits for nothing, and comes first.
-- :message.next_attempt
SELECT COALESCE(next_attempt, created_at) FROM message INDEXED BY message_ready
WHERE state = 'ready' AND endpoint = ?1 ORDER BY next_attempt LIMIT 1;

-- :attempt.add
INSERT INTO attempt (message_id, at, endpoint, code, text, millis) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- One that other holders of its role still wait for stays wanted.
-- :item.delivered
UPDATE item SET state = 'delivered', reason = 'sent', reason_detail = '', settled_at = ?2
WHERE id = ?1 AND state IN ('taken', 'dead');
