-- SPDX-License-Identifier: Apache-2.0
-- What those who prepare a meeting say of its draft papers has to outlast the tick in which it is said, and nothing in the
-- first format could hold it.
CREATE TABLE paper_mark (
  board      TEXT NOT NULL CHECK (board <> ''),
  meeting_on TEXT NOT NULL CHECK (meeting_on IS date(meeting_on, '+0 days')),
  alert_id   INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('hold', 'drop') OR kind = 'annotate'),
  by         TEXT NOT NULL CHECK (by <> ''),
  note       TEXT NOT NULL DEFAULT '',
  reopened   INTEGER NOT NULL,
  PRIMARY KEY (board, meeting_on, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_mark_alert ON paper_mark (alert_id);
