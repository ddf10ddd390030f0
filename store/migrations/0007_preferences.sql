-- SPDX-License-Identifier: Apache-2.0
-- Who turns their digest to weekly with the button of their mail program says so to Chaser alone; contacts.yaml is the
-- administrator's file, which no program writes.
CREATE TABLE preference (
  contact   TEXT NOT NULL PRIMARY KEY CHECK (contact <> ''),
  digest    TEXT NOT NULL CHECK (digest = 'weekly'),
  chosen_at TEXT NOT NULL CHECK (chosen_at IS strftime('%Y-%m-%dT%H:%M:%fZ', chosen_at, '+0 days'))
) STRICT, WITHOUT ROWID;
