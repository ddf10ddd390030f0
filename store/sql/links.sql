-- SPDX-License-Identifier: Apache-2.0
-- The links by which people answer, and the forms that they sent.

-- =link
id, whole_id, key_id, action_id, milestone_id, rule, contact, role, cover_for, made_at, revoked_at

-- :link.add
INSERT INTO answer_link (whole_id, key_id, action_id, milestone_id, rule, contact, role, cover_for, made_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- :link.get
SELECT {link} FROM answer_link WHERE id = ?1;

-- :link.parts
SELECT {link} FROM answer_link WHERE whole_id = ?1 ORDER BY id;

-- :link.alert
SELECT id FROM alert WHERE action_id = ?1 AND milestone_id = ?2 AND rule = ?3 ORDER BY state = 'resolved', id DESC LIMIT 1;

-- :link.revoke
UPDATE answer_link SET revoked_at = ?2 WHERE contact = ?1 AND revoked_at IS NULL;

-- :link.forget
DELETE FROM answer_link WHERE made_at < ?1;

-- A form of a link is looked up when it is sent, and again in the transaction that records the answer.
-- :form.get
SELECT used_at, said FROM answer_form WHERE form = ?1;

-- :form.use
INSERT INTO answer_form (form, link_id, used_at, said) VALUES (?1, ?2, ?3, ?4);

-- :form.last
SELECT used_at, said FROM answer_form WHERE link_id = ?1 ORDER BY used_at DESC, form LIMIT 1;

-- :link.note
INSERT INTO audit_entry (at, actor, what, after) VALUES (?1, ?2, ?3, ?4);
