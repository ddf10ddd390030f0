-- SPDX-License-Identifier: Apache-2.0
-- The audit and its seals.

-- The text's seq is absent when it was erased.
-- =sealable
a.seq, a.at, a.actor, a.what, a.plan_id, a.action_id, a.milestone_id, a.ref, a.part, a.before_hash, a.after_hash, a.seal,
t.seq, t.salt, t.before, t.after

-- Past the view `audit_entry`, whose trigger costs more than the rows, for those who write many and know everything.
-- :audit.add
INSERT INTO audit (at, actor, what, plan_id, action_id, milestone_id, ref, part)
VALUES (?1, ?2, ?3, NULLIF(?4, 0), NULLIF(?5, 0), NULLIF(?6, 0), ?7,
        COALESCE(?8, (SELECT abs(part) FROM action WHERE id = ?5), 0));

-- :audit.add_text
INSERT INTO audit_text (seq, salt, before, after) VALUES (?1, randomblob(16), ?2, ?3);

-- Whether anything waits to be sealed, and the highest number that a row has, or had before it was removed.
-- :audit.state
SELECT EXISTS (SELECT 1 FROM audit INDEXED BY audit_unsealed WHERE seal IS NULL),
       max(COALESCE((SELECT max(seq) FROM audit), 0), COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0));

-- :audit.add_sealed
INSERT INTO audit (seq, at, actor, what, before_hash, after_hash, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- :audit.add_salted_text
INSERT INTO audit_text (seq, salt, before, after) VALUES (?1, ?2, ?3, ?4);

-- Without an instant: the writer's, which is now.
-- :audit.add_item
INSERT INTO audit (at, actor, what, plan_id, action_id, milestone_id, ref, part)
SELECT COALESCE(?2, (SELECT at FROM writer)), 'engine', ?3, NULLIF(i.plan_id, 0), NULLIF(i.action_id, 0),
       NULLIF(i.milestone_id, 0), COALESCE(l.ref, ''), COALESCE(abs(l.part), 0)
FROM item AS i LEFT JOIN alert AS l ON l.id = i.alert_id WHERE i.id = ?1;

-- What an item says, as the record keeps it. Of the milestone's words the beginning: a cell may hold a whole document.
-- =item_words
'rule', i.rule, 'plan', p.key, 'ref', l.ref, 'part', abs(l.part), 'party', NULLIF(s.party, ''),
'text', substr(iif(i.kind = 'notice', i.notice_text, s.text), 1, 200), 'step', i.step, 'occurrence', i.occurrence,
'kind', i.kind, 'role', i.role, 'wanted_on', i.wanted_on

-- =item_with_row
item AS i LEFT JOIN plan AS p ON p.id = i.plan_id LEFT JOIN alert AS l ON l.id = i.alert_id
  LEFT JOIN milestone AS s ON s.action_id = i.action_id AND s.id = i.milestone_id

-- :audit.add_item_text
INSERT INTO audit_text (seq, salt, before, after)
SELECT ?1, randomblob(16), NULL, json_object({item_words}, 'reason', i.reason, 'detail', NULLIF(i.reason_detail, ''))
FROM {item_with_row} WHERE i.id = ?2;

-- :audit.rows
SELECT a.seq, a.at, a.actor, a.what, a.action_id, a.ref, a.part, t.before, t.after, a.seal
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq WHERE a.seq > ?1 ORDER BY a.seq LIMIT ?2;

-- Every fact was given a text's row, be it an empty one: where it is gone, the words were erased. Of what an alert's fact
-- says, its rule.
-- :audit.of_action
SELECT a.at, a.actor, a.what, a.milestone_id, t.before,
       iif(a.what GLOB 'alert.*' AND json_valid(t.after), t.after ->> 'rule', t.after), t.seq IS NULL
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq WHERE a.action_id = ?1 ORDER BY a.seq;

-- :message.about_action
SELECT m.sent_at, m.recipient, i.rule, i.kind, i.milestone_id
FROM alert AS l JOIN item AS i ON i.alert_id = l.id JOIN message_item AS mi ON mi.item_id = i.id
  JOIN message AS m ON m.id = mi.message_id
WHERE l.action_id = ?1 AND m.state = 'sent' AND m.kind <> 'pack-draft' ORDER BY m.sent_at, m.id, mi.position;

-- :audit.unsealed
SELECT {sealable}
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq WHERE a.seal IS NULL ORDER BY a.seq LIMIT ?1;

-- :audit.all
SELECT {sealable}
FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq ORDER BY a.seq;

-- The seal of one row, and of the first there is.
-- :audit.seal_of
SELECT COALESCE(seal, '') FROM audit WHERE seq = ?1;

-- :audit.first_seal
SELECT seq, COALESCE(seal, '') FROM audit ORDER BY seq LIMIT 1;

-- :audit.seal
UPDATE audit SET before_hash = ?2, after_hash = ?3, seal = ?4 WHERE seq = ?1;
