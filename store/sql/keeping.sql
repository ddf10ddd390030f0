-- SPDX-License-Identifier: Apache-2.0
-- Forgetting what was kept long enough: oldest first, by the tables' own order, a little at a time.

-- :keep.messages
SELECT id, created_at, state IN ('sent', 'dead', 'dropped') FROM message WHERE id > ?1 ORDER BY id LIMIT ?2;

-- :keep.empty_messages
DELETE FROM message_body WHERE message_id > ?1 AND message_id <= ?2;

-- Of replies that somebody dealt with: what was said by them stands in the audit.
-- :keep.empty_replies
UPDATE reply SET words = '', subject = '', note = '', evidence = '', sender = '', hand_to = '', unclear = '', mail_id = ''
WHERE id IN (
  SELECT id FROM reply WHERE state IN ('confirmed', 'refused') AND received_at < ?1
    AND words || subject || note || evidence || sender || hand_to || unclear || mail_id <> '' LIMIT ?2);

-- Of addresses that fail somebody has to hear yet.
-- :keep.delete_bounces
DELETE FROM bounce WHERE id IN (
  SELECT id FROM bounce INDEXED BY bounce_settled
  WHERE received_at < ?1 AND (kind <> 'failed' OR cleared_at IS NOT NULL) LIMIT ?2);

-- :keep.delete_attempts
DELETE FROM attempt WHERE id IN (
  SELECT id FROM (SELECT id, at FROM attempt WHERE id > 0 ORDER BY id LIMIT ?2) WHERE at < ?1);

-- :keep.erase_texts
DELETE FROM audit_text WHERE seq IN (SELECT seq FROM audit_text WHERE seq <= ?1 ORDER BY seq LIMIT ?2);

-- :keep.last_audit
SELECT seq FROM audit ORDER BY seq DESC LIMIT 1;

-- The last that was noted before that month, lest anything go too early: names sort as months do.
-- :keep.written_before
SELECT value FROM setting WHERE name > ?1 AND name < ?2 ORDER BY name DESC LIMIT 1;
