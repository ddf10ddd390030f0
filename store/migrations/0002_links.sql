-- SPDX-License-Identifier: Apache-2.0
-- 2: people answer by links in their messages. Each link is bound to what it is about and to whom it was given, so
-- both are kept; so is each form that was sent, so that it acts once.
CREATE TABLE answer_link (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  whole_id     INTEGER REFERENCES answer_link ON DELETE CASCADE,
  key_id       INTEGER NOT NULL,
  action_id    INTEGER NOT NULL DEFAULT 0,
  milestone_id INTEGER NOT NULL DEFAULT 0,
  made_at      TEXT NOT NULL CHECK (made_at IS strftime('%Y-%m-%dT%H:%M:%fZ', made_at, '+0 days')),
  revoked_at   TEXT CHECK (revoked_at IS strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at, '+0 days')),
  rule         TEXT NOT NULL DEFAULT '',
  contact      TEXT NOT NULL CHECK (contact <> ''),
  role         TEXT NOT NULL DEFAULT '',
  cover_for    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX answer_link_whole ON answer_link (whole_id) WHERE whole_id IS NOT NULL;
CREATE INDEX answer_link_contact ON answer_link (contact) WHERE revoked_at IS NULL;
CREATE INDEX answer_link_made ON answer_link (made_at);

CREATE TABLE answer_form (
  form    TEXT PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES answer_link ON DELETE CASCADE,
  used_at TEXT NOT NULL CHECK (used_at IS strftime('%Y-%m-%dT%H:%M:%fZ', used_at, '+0 days')),
  said    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_form_link ON answer_form (link_id);
