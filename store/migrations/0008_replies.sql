-- SPDX-License-Identifier: Apache-2.0
-- 8: people answer by mail where messages have no links. What they wrote is no fact about the plan until its coordinator
-- has confirmed it, so it lies here meanwhile.
CREATE TABLE reply (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at  TEXT NOT NULL CHECK (received_at IS strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '+0 days')),
  fingerprint  TEXT NOT NULL,
  mail_id      TEXT NOT NULL DEFAULT '',
  sender       TEXT NOT NULL DEFAULT '',
  contact      TEXT NOT NULL DEFAULT '',
  is_theirs    INTEGER NOT NULL DEFAULT 0 CHECK (is_theirs IN (0, 1)),
  link_id      INTEGER NOT NULL DEFAULT 0,
  whole_id     INTEGER NOT NULL DEFAULT 0,
  plan_id      INTEGER NOT NULL DEFAULT 0,
  action_id    INTEGER NOT NULL DEFAULT 0,
  milestone_id INTEGER NOT NULL DEFAULT 0,
  quieted_id   INTEGER NOT NULL DEFAULT 0,
  kind         TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'on-track') OR kind IN ('done', 'new-date')
                                               OR kind IN ('agree-date', 'snooze') OR kind IN ('not-mine', 'ack')),
  day          TEXT CHECK (day IS date(day, '+0 days')),
  evidence     TEXT NOT NULL DEFAULT '',
  hand_to      TEXT NOT NULL DEFAULT '',
  note         TEXT NOT NULL DEFAULT '',
  unclear      TEXT NOT NULL DEFAULT '',
  subject      TEXT NOT NULL DEFAULT '',
  words        TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed') OR state = 'refused'),
  settled_at   TEXT CHECK (settled_at IS strftime('%Y-%m-%dT%H:%M:%fZ', settled_at, '+0 days')),
  settled_by   TEXT NOT NULL DEFAULT '',
  settled_why  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX reply_fingerprint ON reply (fingerprint);
CREATE INDEX reply_mail ON reply (mail_id) WHERE mail_id <> '';
CREATE INDEX reply_state ON reply (state);
CREATE INDEX answer_link_matter ON answer_link (contact, action_id, milestone_id, rule, made_at) WHERE whole_id IS NOT NULL;
