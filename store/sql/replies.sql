-- SPDX-License-Identifier: Apache-2.0
-- What people answered by mail.

-- =reply
id, received_at, fingerprint, mail_id, sender, contact, is_theirs, link_id, whole_id, plan_id, action_id, milestone_id,
quieted_id, kind, day, evidence, hand_to, note, unclear, subject, words, state, settled_at, settled_by, settled_why

-- :reply.add
INSERT INTO reply (received_at, fingerprint, mail_id, sender, contact, is_theirs, link_id, whole_id, plan_id, action_id,
                   milestone_id, quieted_id, kind, day, evidence, hand_to, note, unclear, subject, words)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20);

-- :reply.get
SELECT {reply} FROM reply WHERE id = ?1;

-- :reply.same_words
SELECT {reply} FROM reply
WHERE fingerprint = ?1 AND state = 'waiting';

-- :reply.same_mail
SELECT {reply} FROM reply WHERE mail_id = ?1 AND mail_id <> '' AND sender = ?2 ORDER BY id LIMIT 1;

-- :reply.all
SELECT {reply} FROM reply ORDER BY id LIMIT ?1;

-- :reply.in_state
SELECT {reply} FROM reply WHERE state = ?1 ORDER BY id LIMIT ?2;

-- :reply.count_waiting
SELECT count(*) FROM reply WHERE state = 'waiting' AND contact = ?1 AND is_theirs = ?2;

-- Each message has links of its own: what they ask about is the same.
-- :reply.another
SELECT other.id FROM answer_link AS this
  JOIN answer_link AS that ON that.contact = this.contact AND that.action_id = this.action_id
    AND that.milestone_id = this.milestone_id AND that.rule = this.rule AND that.whole_id IS NOT NULL
  JOIN reply AS other ON other.link_id = that.id AND other.state = 'waiting'
WHERE this.id = ?2 AND other.id <> ?1 AND other.is_theirs AND other.kind <> '' AND other.unclear = ''
ORDER BY other.id DESC LIMIT 1;

-- :reply.has_quietened
SELECT EXISTS (SELECT 1 FROM reply WHERE quieted_id = ?1 AND quieted_id <> 0);

-- :reply.keep_quiet
UPDATE reply SET quieted_id = ?2 WHERE id = ?1 AND state = 'waiting';

-- :reply.settle
UPDATE reply SET state = ?2, settled_at = ?3, settled_by = ?4, settled_why = ?5 WHERE id = ?1 AND state = 'waiting';

-- The action's own number and part stand beside it, as with all facts about an action.
-- :reply.fact
INSERT INTO audit_entry (at, actor, what, plan_id, action_id, milestone_id, after)
VALUES (?1, ?2, ?3, NULLIF(?4, 0), NULLIF(?5, 0), NULLIF(?6, 0), ?7);

-- :reply.message
SELECT id FROM message WHERE message_id = ?1;

-- :reply.link_before
SELECT {link} FROM answer_link
WHERE whole_id IS NOT NULL AND contact = ?1 AND action_id = ?2 AND milestone_id = ?3 AND rule = ?4 AND made_at <= ?5
ORDER BY made_at DESC, id DESC LIMIT 1;

-- :reply.notice
SELECT id FROM item WHERE notice_key = ?1 AND state = 'wanted';
