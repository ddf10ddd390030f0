-- SPDX-License-Identifier: Apache-2.0
-- 10: what came back for messages, and which addresses fail.
CREATE TABLE bounce (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at TEXT NOT NULL CHECK (received_at IS strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '+0 days')),
  message_id  INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('failed', 'given-up') OR kind IN ('delayed', 'unclear')),
  contact     TEXT NOT NULL DEFAULT '',
  address     TEXT NOT NULL DEFAULT '',
  status      TEXT NOT NULL DEFAULT '',
  words       TEXT NOT NULL DEFAULT '',
  cleared_at  TEXT CHECK (cleared_at IS strftime('%Y-%m-%dT%H:%M:%fZ', cleared_at, '+0 days')),
  cleared_by  TEXT NOT NULL DEFAULT '',
  cleared_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX bounce_message ON bounce (message_id, kind);
CREATE INDEX bounce_failing ON bounce (address) WHERE kind = 'failed' AND cleared_at IS NULL;
CREATE INDEX bounce_settled ON bounce (received_at) WHERE kind <> 'failed' OR cleared_at IS NOT NULL;
