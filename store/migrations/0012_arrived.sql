-- SPDX-License-Identifier: Apache-2.0
-- 12: that a message arrived is noted at once, in a row; what it means for its items, rungs, alert and the record is settled when
-- the connections are not kept waiting by it.
CREATE TABLE arrived (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  day        TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
  at         TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days')),
  code       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  millis     INTEGER NOT NULL
) STRICT;
