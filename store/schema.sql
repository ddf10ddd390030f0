-- SPDX-License-Identifier: Apache-2.0
--
-- The action-plan database of Chaser: an open format. Any program may read and write the first part with plain SQL
-- while the daemon runs; whoever writes, the triggers keep history and tell the daemon what changed. docs/database.md
-- shows how. This file is the manual; migrations/ lead to exactly this schema, and a test compares the two.
--
-- Days are ISO text (2017-03-31), instants UTC text with milliseconds (2017-10-02T08:30:00.000Z): both sort as text,
-- and anything else is refused. A text that was never given is '', a day that was never stated is NULL. Ids are never
-- used again. (SQLite's date() takes 30 February as it stands until it has to reckon with it: hence '+0 days'.)
-- Connections should set foreign_keys = ON; short fixed columns stand before long texts, so that rules need not read
-- past them. Where many rows are written, closed sets are checked two words at a time: of a longer list SQLite makes a
-- table, anew for every row.

-- ------------------------------------------------------------------------------------------------- what people own

-- An action plan.
CREATE TABLE plan (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  key         TEXT NOT NULL UNIQUE CHECK (key <> ''),                         -- short: northmoor
  title       TEXT NOT NULL DEFAULT '',
  authority   TEXT NOT NULL DEFAULT '',
  year_starts INTEGER NOT NULL DEFAULT 4 CHECK (year_starts BETWEEN 1 AND 12),  -- month of its financial year
  coordinator TEXT NOT NULL DEFAULT '',                                       -- contact of last resort, by name
  board       TEXT NOT NULL DEFAULT '',                                       -- the board when a row names none
  columns     TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(columns)),         -- of the document, in order: [{"heading":"Lead","fields":["owner"]}]
  -- Kept by triggers: how many owners, dates and colours its rows have. A plan without an owner column is not
  -- chased for owners. REPLACE may leave them too high, never too low.
  owner_count INTEGER NOT NULL DEFAULT 0,
  date_count  INTEGER NOT NULL DEFAULT 0,
  rag_count   INTEGER NOT NULL DEFAULT 0,
  has_owners  INTEGER GENERATED ALWAYS AS (owner_count > 0) VIRTUAL,
  has_dates   INTEGER GENERATED ALWAYS AS (date_count > 0) VIRTUAL,
  has_rag     INTEGER GENERATED ALWAYS AS (rag_count > 0) VIRTUAL
) STRICT;

-- What a colour means in this plan: green is "on track" in one and "complete" in another.
CREATE TABLE rag_key (
  plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  colour  TEXT NOT NULL CHECK (colour IN ('red', 'amber', 'green', 'blue', 'grey')),
  status  TEXT NOT NULL CHECK (status IN ('not-started', 'on-track', 'at-risk', 'off-track', 'delivered',
                                          'complete', 'verified', 'superseded')),
  words   TEXT NOT NULL DEFAULT '',                                           -- the legend's own
  PRIMARY KEY (plan_id, colour)
) STRICT, WITHOUT ROWID;

-- One thing to be done. A continuation row with its own date, owner or rating is part 2, 3, … of its ref.
CREATE TABLE action (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id        INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  ref            TEXT NOT NULL CHECK (ref <> ''),         -- recommendation number, else report reference
  part           INTEGER NOT NULL DEFAULT 1 CHECK (part <> 0),  -- -2 is part 2 set aside: see action_changed
  position       INTEGER NOT NULL DEFAULT 0,              -- its place in the document; moving it is no update
  rag            TEXT CHECK (rag IN ('red', 'amber') OR rag IN ('green', 'blue') OR rag = 'grey'),
  closed_at      TEXT CHECK (closed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', closed_at, '+0 days')),
  confirmed_at   TEXT CHECK (confirmed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', confirmed_at, '+0 days')),  -- a person: it still holds
  -- Derived: kept by triggers, and progressed_at by the engine, which judges whether progress has substance.
  imported_at    TEXT CHECK (imported_at IS strftime('%Y-%m-%dT%H:%M:%fZ', imported_at, '+0 days')),    -- first seen
  updated_at     TEXT CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days')),      -- all but progress text
  progressed_at  TEXT CHECK (progressed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', progressed_at, '+0 days')),
  rag_since      TEXT CHECK (rag_since IS strftime('%Y-%m-%dT%H:%M:%fZ', rag_since, '+0 days')),
  rag_previous   TEXT CHECK (rag_previous IN ('red', 'amber') OR rag_previous IN ('green', 'blue')
                             OR rag_previous = 'grey'),
  rag_text       TEXT NOT NULL DEFAULT '',
  by_whom        TEXT NOT NULL DEFAULT '',                -- as written
  assurance      TEXT NOT NULL DEFAULT '',                -- the board as written
  recommendation TEXT NOT NULL DEFAULT '',
  issue          TEXT NOT NULL DEFAULT '',
  action         TEXT NOT NULL DEFAULT '',
  progress       TEXT NOT NULL DEFAULT '',
  comments       TEXT NOT NULL DEFAULT '',
  UNIQUE (plan_id, ref, part)
) STRICT;

-- One dated promise, clustered by action. Leave `id` out when you insert: a trigger numbers the row.
CREATE TABLE milestone (
  action_id    INTEGER NOT NULL REFERENCES action ON DELETE CASCADE,
  id           INTEGER NOT NULL DEFAULT 0 CHECK (id >= 0),
  position     INTEGER NOT NULL DEFAULT 0,
  basis        TEXT CHECK (basis IN ('indicative', 'agreed')),
  earliest     TEXT CHECK (earliest IS date(earliest, '+0 days')),
  due          TEXT CHECK (due IS date(due, '+0 days')),             -- last day of the stated period
  precision    TEXT NOT NULL DEFAULT 'day'
               CHECK (precision IN ('day', 'week') OR precision IN ('month', 'quarter')
                      OR precision IN ('season', 'year') OR precision = 'none'),
  review       INTEGER NOT NULL DEFAULT 0 CHECK (review IN (0, 1)),  -- the day it is looked at again, no deadline
  state        TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ongoing') OR state IN ('complete', 'verified')),
  completed_on TEXT CHECK (completed_on IS date(completed_on, '+0 days')),
  verified_on  TEXT CHECK (verified_on IS date(verified_on, '+0 days')),
  recheck_on   TEXT CHECK (recheck_on IS date(recheck_on, '+0 days')),
  proposed_due TEXT CHECK (proposed_due IS date(proposed_due, '+0 days')),      -- offered by the party, not agreed yet
  proposed_at  TEXT CHECK (proposed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', proposed_at, '+0 days')),
  -- Derived by triggers: the first `due`, how often it moved later, since when it is agreed.
  baseline_due TEXT CHECK (baseline_due IS date(baseline_due, '+0 days')),
  slips        INTEGER NOT NULL DEFAULT 0,
  agreed_at    TEXT CHECK (agreed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', agreed_at, '+0 days')),
  party        TEXT NOT NULL DEFAULT '',                  -- the organisation that must deliver, by its short name
  proposed_by  TEXT NOT NULL DEFAULT '',
  completed_by TEXT NOT NULL DEFAULT '',
  verified_by  TEXT NOT NULL DEFAULT '',
  label        TEXT NOT NULL DEFAULT '',
  evidence     TEXT NOT NULL DEFAULT '',                  -- a reference, never a file
  doubt        TEXT NOT NULL DEFAULT '',                  -- why date, basis or state is uncertain; '' when settled
  text         TEXT NOT NULL DEFAULT '',                  -- as written
  PRIMARY KEY (action_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX milestone_id ON milestone (id);

-- The last milestone number given out: numbers are never used again.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, last) VALUES ('milestone', 0);

-- An owner as written: of one milestone, or of the whole action when milestone_id is NULL.
CREATE TABLE owner (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id    INTEGER NOT NULL REFERENCES action ON DELETE CASCADE,
  milestone_id INTEGER,
  role         TEXT NOT NULL CHECK (role <> ''),
  position     INTEGER NOT NULL DEFAULT 0,
  FOREIGN KEY (action_id, milestone_id) REFERENCES milestone (action_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX owner_action ON owner (action_id);

-- What the document said at the last import and how it was read: the base of the three-way merge. No history.
CREATE TABLE cell (
  action_id INTEGER NOT NULL REFERENCES action ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  heading   TEXT NOT NULL,
  text      TEXT NOT NULL,
  reading   TEXT NOT NULL,
  PRIMARY KEY (action_id, position)
) STRICT, WITHOUT ROWID;

-- What the last import was not sure of.
CREATE TABLE doubt (
  plan_id  INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  ref      TEXT NOT NULL,                                 -- '' when it is about the whole document
  part     INTEGER NOT NULL,
  text     TEXT NOT NULL,
  hint     TEXT NOT NULL,
  offer    TEXT NOT NULL DEFAULT '',                       -- what would settle it: owner=Head of Service
  PRIMARY KEY (plan_id, position)
) STRICT, WITHOUT ROWID;

-- What people answered to doubts, once for a plan: `chaser settle`. The next import reads the phrase so and does not ask
-- again. Deleting a row takes no value back; `chaser settle --undo` does.
CREATE TABLE settled (
  plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  kind    TEXT NOT NULL CHECK (kind IN ('owner', 'party', 'board', 'date', 'basis', 'state', 'rag', 'seen')),
  phrase  TEXT NOT NULL CHECK (phrase <> ''),                             -- folded: its words in small letters
  answer  TEXT NOT NULL,                                                  -- '': it means nothing of that kind
  words   TEXT NOT NULL DEFAULT '',                                       -- as written
  earlier TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(earlier)),         -- how the cells were read before, for --undo
  by      TEXT NOT NULL DEFAULT '',                                       -- who and when: filled in by a trigger
  at      TEXT CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days')),
  PRIMARY KEY (plan_id, kind, phrase)
) STRICT, WITHOUT ROWID;

-- What a board decided about an action.
CREATE TABLE decision (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  board      TEXT NOT NULL CHECK (board <> ''),
  meeting_on TEXT NOT NULL CHECK (meeting_on IS date(meeting_on, '+0 days')),
  action_id  INTEGER NOT NULL REFERENCES action ON DELETE CASCADE,
  decision   TEXT NOT NULL CHECK (decision IN ('agree-date', 'close', 'return', 'note')),
  note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX decision_action ON decision (action_id);

-- Every change to an action or to what belongs to it, in order. Read it beyond a cursor of your own.
CREATE TABLE change_log (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id INTEGER NOT NULL,                             -- may be gone
  at        TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days'))
) STRICT;

-- ---------------------------------------------------------------------------------------------- the daemon's own
-- Read them freely; write `silence` and `setting` alone.

-- One rule that holds, or held, over an action (milestone_id 0) or one of its milestones. It keeps plan, ref, part and
-- the milestone's place, so that a row that was replaced finds its alerts again.
CREATE TABLE alert (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id            INTEGER NOT NULL,
  action_id          INTEGER NOT NULL,
  milestone_id       INTEGER NOT NULL DEFAULT 0,
  ref                TEXT NOT NULL,
  part               INTEGER NOT NULL,
  place              INTEGER NOT NULL DEFAULT 0,          -- the milestone's position
  rule               TEXT NOT NULL,
  state              TEXT NOT NULL CHECK (state IN ('pending', 'firing') OR state IN ('acknowledged', 'snoozed')
                                          OR state = 'resolved'),
  since              TEXT NOT NULL CHECK (since IS date(since, '+0 days')),
  fired_on           TEXT CHECK (fired_on IS date(fired_on, '+0 days')),
  resolved_on        TEXT CHECK (resolved_on IS date(resolved_on, '+0 days')),
  quiet_until        TEXT CHECK (quiet_until IS date(quiet_until, '+0 days')),
  quiet_by           TEXT NOT NULL DEFAULT '',
  quiet_since        TEXT CHECK (quiet_since IS date(quiet_since, '+0 days')),
  quiet_days         INTEGER NOT NULL DEFAULT 0,          -- days acknowledged or snoozed, closed periods
  stood_still        INTEGER NOT NULL DEFAULT 0,          -- days for which the ladder's clock stood still
  stands_still_since TEXT CHECK (stands_still_since IS date(stands_still_since, '+0 days')),
  board_stood_still  INTEGER NOT NULL DEFAULT 0,          -- the same for steps to a board
  board_stands_still_since TEXT CHECK (board_stands_still_since IS date(board_stands_still_since, '+0 days')),
  rule_gone_on       TEXT CHECK (rule_gone_on IS date(rule_gone_on, '+0 days')),
  due_when_fired     TEXT CHECK (due_when_fired IS date(due_when_fired, '+0 days')),
  late_on_arrival    INTEGER NOT NULL DEFAULT 0 CHECK (late_on_arrival IN (0, 1)),
  reopened           INTEGER NOT NULL DEFAULT 0,
  held               INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),  -- by the storm guard
  fired_tick         INTEGER NOT NULL DEFAULT 0,
  escalate_anyway    INTEGER NOT NULL DEFAULT 0 CHECK (escalate_anyway IN (0, 1)),
  next_on            TEXT CHECK (next_on IS date(next_on, '+0 days')),              -- its ladder has something to do
  reason             TEXT NOT NULL DEFAULT 'not-due',
  reason_detail      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX alert_unresolved ON alert (action_id, rule, milestone_id) WHERE state <> 'resolved';
CREATE INDEX alert_action ON alert (action_id);
CREATE INDEX alert_row ON alert (plan_id, ref, part);
CREATE INDEX alert_next ON alert (next_on, action_id) WHERE next_on IS NOT NULL AND state <> 'resolved';
CREATE INDEX alert_held ON alert (id) WHERE held = 1;

-- One rung that was made for one role; never made twice. A fair warning bears the step that it announces.
CREATE TABLE step_made (
  alert_id         INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
  step             TEXT NOT NULL,
  occurrence       INTEGER NOT NULL CHECK (occurrence >= 1),
  role             TEXT NOT NULL,                         -- owner:Head of Service, party:NCH, coordinator
  warning          INTEGER GENERATED ALWAYS AS (kind = 'warning') STORED,
  kind             TEXT NOT NULL CHECK (kind IN ('ask', 'reminder') OR kind IN ('escalation', 'warning')
                                        OR kind IN ('pack-item', 'resolved') OR kind = 'notice'),
  made_on          TEXT NOT NULL CHECK (made_on IS date(made_on, '+0 days')),
  told_on          TEXT CHECK (told_on IS date(told_on, '+0 days')),
  undeliverable_on TEXT CHECK (undeliverable_on IS date(undeliverable_on, '+0 days')),
  held_by_nobody   INTEGER NOT NULL DEFAULT 0 CHECK (held_by_nobody IN (0, 1)),
  told             TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(told))   -- names that it was delivered to
) STRICT;
CREATE UNIQUE INDEX step_made_once ON step_made (alert_id, step, occurrence, role, warning);
CREATE INDEX step_made_webhook ON step_made (role, alert_id) WHERE role GLOB 'webhook:*';

-- Something wanted for a role, before anybody looks up who holds it.
CREATE TABLE item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id      INTEGER REFERENCES alert ON DELETE CASCADE,   -- NULL: a notice about the chasing itself
  plan_id       INTEGER NOT NULL,
  action_id     INTEGER NOT NULL,
  milestone_id  INTEGER NOT NULL DEFAULT 0,
  rule          TEXT NOT NULL DEFAULT '',
  kind          TEXT NOT NULL CHECK (kind IN ('ask', 'reminder') OR kind IN ('escalation', 'warning')
                                     OR kind IN ('pack-item', 'resolved') OR kind = 'notice'),
  step          TEXT NOT NULL DEFAULT '',
  occurrence    INTEGER NOT NULL DEFAULT 1,
  role          TEXT NOT NULL,
  wanted_on     TEXT NOT NULL CHECK (wanted_on IS date(wanted_on, '+0 days')),
  severity      TEXT NOT NULL CHECK (severity IN ('info', 'warning') OR severity = 'critical'),
  asks_where    INTEGER NOT NULL DEFAULT 0 CHECK (asks_where IN (0, 1)),  -- first contact about an old lateness
  late          INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),        -- made up for after a gap
  because_doubt TEXT NOT NULL DEFAULT '',
  goes_to       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(goes_to)),   -- of a warning: roles
  goes_on       TEXT CHECK (goes_on IS date(goes_on, '+0 days')),
  notice_key    TEXT,                                                     -- of a notice: said once for it
  notice_text   TEXT NOT NULL DEFAULT '',
  made_tick     INTEGER NOT NULL DEFAULT 0,                              -- the tick that wanted it anew; 0: its day had come
  made_at       TEXT NOT NULL CHECK (made_at IS strftime('%Y-%m-%dT%H:%M:%fZ', made_at, '+0 days')),
  state         TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'taken')
                                                      OR state IN ('delivered', 'dropped') OR state = 'dead'),
  reason        TEXT NOT NULL DEFAULT 'not-due',
  reason_detail TEXT NOT NULL DEFAULT '',
  settled_at    TEXT CHECK (settled_at IS strftime('%Y-%m-%dT%H:%M:%fZ', settled_at, '+0 days'))
) STRICT;
CREATE INDEX item_wanted ON item (id) WHERE state = 'wanted';
CREATE INDEX item_tick ON item (made_tick) WHERE made_tick > 0 AND state = 'wanted';
CREATE INDEX item_alert ON item (alert_id);
CREATE INDEX item_pack ON item (alert_id) WHERE kind = 'pack-item';
CREATE UNIQUE INDEX item_notice ON item (notice_key) WHERE notice_key IS NOT NULL;

-- What those who prepare a meeting said of an alert in the draft of its papers (`chaser papers`): held back from these,
-- dropped from this board's for good until the alert is reopened, or printed with a note.
CREATE TABLE paper_mark (
  board      TEXT NOT NULL CHECK (board <> ''),           -- its title
  meeting_on TEXT NOT NULL CHECK (meeting_on IS date(meeting_on, '+0 days')),
  alert_id   INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('hold', 'drop') OR kind = 'annotate'),
  by         TEXT NOT NULL CHECK (by <> ''),
  note       TEXT NOT NULL DEFAULT '',                       -- of annotate what is printed; else why
  reopened   INTEGER NOT NULL,                      -- how often the alert had been by then
  PRIMARY KEY (board, meeting_on, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_mark_alert ON paper_mark (alert_id);

-- Frozen: these bytes go out under this id, however often it takes.
CREATE TABLE message (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id      TEXT NOT NULL UNIQUE,                   -- Message-ID or webhook-id
  kind            TEXT NOT NULL CHECK (kind IN ('digest', 'urgent') OR kind IN ('pack-draft', 'pack')
                                       OR kind = 'webhook'),
  state           TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending') OR state IN ('sent', 'dead')
                                                       OR state = 'dropped'),
  channel         TEXT NOT NULL CHECK (channel IN ('smtp', 'maildir') OR channel = 'webhook'),
  endpoint        TEXT NOT NULL,                          -- what is held or rated together
  recipient       TEXT NOT NULL,                          -- contact, board or webhook, by name
  address         TEXT NOT NULL,
  board           TEXT NOT NULL DEFAULT '',
  meeting_on      TEXT CHECK (meeting_on IS date(meeting_on, '+0 days')),
  day             TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  outcome_unknown INTEGER NOT NULL DEFAULT 0 CHECK (outcome_unknown IN (0, 1)),  -- it may have arrived
  created_at      TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days')),
  next_attempt    TEXT CHECK (next_attempt IS strftime('%Y-%m-%dT%H:%M:%fZ', next_attempt, '+0 days')),
  sent_at         TEXT CHECK (sent_at IS strftime('%Y-%m-%dT%H:%M:%fZ', sent_at, '+0 days')),
  last_error      TEXT NOT NULL DEFAULT '',
  subject         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX message_ready ON message (endpoint, next_attempt) WHERE state = 'ready';
CREATE INDEX message_sending ON message (id) WHERE state = 'sending';
CREATE INDEX message_recipient ON message (recipient, day);
CREATE INDEX message_board ON message (board, meeting_on) WHERE board <> '';

-- What goes out. By itself, so that what becomes of a message is noted without its bytes being written again; gone once it was
-- kept long enough.
CREATE TABLE message_body (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  bytes      BLOB NOT NULL
) STRICT;

CREATE TABLE message_item (
  message_id     INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  item_id        INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  held_by_nobody INTEGER NOT NULL DEFAULT 0 CHECK (held_by_nobody IN (0, 1)),  -- the coordinator stood in
  PRIMARY KEY (message_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_item_item ON message_item (item_id);

-- One try to deliver. Code 0: there was no reply.
CREATE TABLE attempt (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  at         TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days')),
  endpoint   TEXT NOT NULL,
  code       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  millis     INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_message ON attempt (message_id);

-- Messages that are still 'sending' and whose arrival is known: for some seconds at most while others are sent, and over a crash.
CREATE TABLE arrived (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  day        TEXT NOT NULL CHECK (day IS date(day, '+0 days')),        -- as of which it is settled
  at         TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days')),
  code       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  millis     INTEGER NOT NULL
) STRICT;

-- A link or a code by which somebody answers, as it went out in a message: of one matter, or of the whole message, when whole_id
-- is NULL and nothing is named but the contact. What stands in the mail is made of the row and of a key, and not kept.
CREATE TABLE answer_link (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  whole_id     INTEGER REFERENCES answer_link ON DELETE CASCADE,
  key_id       INTEGER NOT NULL,                          -- which of the keys in the setting answer_link.keys sealed it
  action_id    INTEGER NOT NULL DEFAULT 0,
  milestone_id INTEGER NOT NULL DEFAULT 0,
  made_at      TEXT NOT NULL CHECK (made_at IS strftime('%Y-%m-%dT%H:%M:%fZ', made_at, '+0 days')),
  revoked_at   TEXT CHECK (revoked_at IS strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at, '+0 days')),
  rule         TEXT NOT NULL DEFAULT '',
  contact      TEXT NOT NULL CHECK (contact <> ''),
  role         TEXT NOT NULL DEFAULT '',                  -- for which they got it: owner:Head of Service
  cover_for    TEXT NOT NULL DEFAULT ''                   -- in whose place
) STRICT;
CREATE INDEX answer_link_whole ON answer_link (whole_id) WHERE whole_id IS NOT NULL;
CREATE INDEX answer_link_contact ON answer_link (contact) WHERE revoked_at IS NULL;
CREATE INDEX answer_link_made ON answer_link (made_at);
CREATE INDEX answer_link_matter ON answer_link (contact, action_id, milestone_id, rule, made_at) WHERE whole_id IS NOT NULL;

-- A form of a page that was sent, and what was recorded: it acts once.
CREATE TABLE answer_form (
  form    TEXT PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES answer_link ON DELETE CASCADE,
  used_at TEXT NOT NULL CHECK (used_at IS strftime('%Y-%m-%dT%H:%M:%fZ', used_at, '+0 days')),
  said    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_form_link ON answer_form (link_id);

-- What somebody answered by mail (`chaser inbox`): no fact about the plan until the coordinator has confirmed it.
CREATE TABLE reply (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at  TEXT NOT NULL CHECK (received_at IS strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '+0 days')),
  fingerprint  TEXT NOT NULL,                              -- of who says what of which matter: it is recorded once
  mail_id      TEXT NOT NULL DEFAULT '',                   -- its Message-ID
  sender       TEXT NOT NULL DEFAULT '',                   -- the address that it says it comes from
  contact      TEXT NOT NULL DEFAULT '',                   -- who was asked, by name; '': that is not known
  is_theirs    INTEGER NOT NULL DEFAULT 0 CHECK (is_theirs IN (0, 1)),  -- the address is that contact's
  link_id      INTEGER NOT NULL DEFAULT 0,                 -- the answer_link of the matter; 0: it is not clear which
  whole_id     INTEGER NOT NULL DEFAULT 0,                 -- that of the message that it answers; 0: not known
  plan_id      INTEGER NOT NULL DEFAULT 0,
  action_id    INTEGER NOT NULL DEFAULT 0,
  milestone_id INTEGER NOT NULL DEFAULT 0,
  quieted_id   INTEGER NOT NULL DEFAULT 0,                 -- the alert that is acknowledged because of it; 0: none
  kind         TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'on-track') OR kind IN ('done', 'new-date')
                                               OR kind IN ('agree-date', 'snooze') OR kind IN ('not-mine', 'ack')),
  day          TEXT CHECK (day IS date(day, '+0 days')),   -- the date that it gives
  evidence     TEXT NOT NULL DEFAULT '',
  hand_to      TEXT NOT NULL DEFAULT '',
  note         TEXT NOT NULL DEFAULT '',
  unclear      TEXT NOT NULL DEFAULT '',                   -- why it can't be taken as it stands
  subject      TEXT NOT NULL DEFAULT '',                   -- as written
  words        TEXT NOT NULL DEFAULT '',                   -- the writer's own, without what they quote
  state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed') OR state = 'refused'),
  settled_at   TEXT CHECK (settled_at IS strftime('%Y-%m-%dT%H:%M:%fZ', settled_at, '+0 days')),
  settled_by   TEXT NOT NULL DEFAULT '',
  settled_why  TEXT NOT NULL DEFAULT ''                    -- why it was refused, or what was recorded
) STRICT;
CREATE UNIQUE INDEX reply_fingerprint ON reply (fingerprint) WHERE state = 'waiting';
CREATE INDEX reply_quieted ON reply (quieted_id) WHERE quieted_id <> 0;
CREATE INDEX reply_mail ON reply (mail_id) WHERE mail_id <> '';
CREATE INDEX reply_state ON reply (state);

-- What came back for messages (`chaser bounce`): a mail server took them and could not deliver them, or not yet. An
-- address fails as long as a bounce of kind `failed` names it that nobody cleared.
CREATE TABLE bounce (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at TEXT NOT NULL CHECK (received_at IS strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '+0 days')),
  message_id  INTEGER NOT NULL,                           -- the message's number
  kind        TEXT NOT NULL CHECK (kind IN ('failed', 'given-up') OR kind IN ('delayed', 'unclear')),  -- failed: its address does
  contact     TEXT NOT NULL DEFAULT '',                   -- contact or board, by name
  address     TEXT NOT NULL DEFAULT '',                   -- to which it was sent, in small letters
  status      TEXT NOT NULL DEFAULT '',                   -- 5.1.1
  words       TEXT NOT NULL DEFAULT '',                   -- what the far end said
  cleared_at  TEXT CHECK (cleared_at IS strftime('%Y-%m-%dT%H:%M:%fZ', cleared_at, '+0 days')),  -- the address works again
  cleared_by  TEXT NOT NULL DEFAULT '',
  cleared_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX bounce_message ON bounce (message_id, kind);
CREATE INDEX bounce_failing ON bounce (address) WHERE kind = 'failed' AND cleared_at IS NULL;
CREATE INDEX bounce_settled ON bounce (received_at) WHERE kind <> 'failed' OR cleared_at IS NOT NULL;

-- Says nothing about what it matches while it lasts; an empty matcher matches everything.
CREATE TABLE silence (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  plan     TEXT NOT NULL DEFAULT '',
  ref      TEXT NOT NULL DEFAULT '',
  owner    TEXT NOT NULL DEFAULT '',
  party    TEXT NOT NULL DEFAULT '',
  board    TEXT NOT NULL DEFAULT '',
  rule     TEXT NOT NULL DEFAULT '',
  from_on  TEXT NOT NULL CHECK (from_on IS date(from_on, '+0 days')),
  until_on TEXT NOT NULL CHECK (until_on IS date(until_on, '+0 days')),  -- last day
  author   TEXT NOT NULL CHECK (author <> ''),
  reason   TEXT NOT NULL CHECK (reason <> '')
) STRICT;

-- What people chose for themselves about what they are sent, by the contact's name.
CREATE TABLE preference (
  contact   TEXT NOT NULL PRIMARY KEY CHECK (contact <> ''),
  digest    TEXT NOT NULL CHECK (digest = 'weekly'),
  chosen_at TEXT NOT NULL CHECK (chosen_at IS strftime('%Y-%m-%dT%H:%M:%fZ', chosen_at, '+0 days'))
) STRICT, WITHOUT ROWID;

-- When to look at an action again if nobody edits it.
CREATE TABLE agenda (
  look_on   TEXT NOT NULL CHECK (look_on IS date(look_on, '+0 days')),
  action_id INTEGER NOT NULL,
  PRIMARY KEY (look_on, action_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX agenda_action ON agenda (action_id);

-- The engine's cursors, and what a writer says of itself: actor and as_of.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (name <> 'as_of' OR value IS strftime('%Y-%m-%dT%H:%M:%fZ', value, '+0 days'))
) STRICT, WITHOUT ROWID;
-- Message ids are made with it: two databases of one council never give the same id to different messages.
INSERT INTO setting (name, value) VALUES ('database_id', lower(hex(randomblob(16))));

-- What happened, in order. The hashes are salted; the engine fills them in when it seals a row, for a trigger can't
-- hash: seal = SHA-256 over the seal before and the row. Texts and salts lie apart, so that erasing a person's
-- words (DELETE FROM audit_text WHERE seq = …) leaves the chain valid. The setting audit.sealed keeps the last seal.
-- Of a row that was removed, `after` holds all that people own of it, as JSON: `chaser replay` brings it back.
CREATE TABLE audit (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  at           TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days')),
  actor        TEXT NOT NULL,
  what         TEXT NOT NULL,                             -- action.rag, milestone.due, alert.fired, message.sent, …
  plan_id      INTEGER,
  action_id    INTEGER,
  milestone_id INTEGER,
  ref          TEXT NOT NULL DEFAULT '',
  part         INTEGER NOT NULL DEFAULT 0,                      -- with ref: how the plan names the action; 0: none
  before_hash  TEXT NOT NULL DEFAULT '',
  after_hash   TEXT NOT NULL DEFAULT '',
  seal         TEXT
) STRICT;
CREATE INDEX audit_unsealed ON audit (seq) WHERE seal IS NULL;
CREATE INDEX audit_progress ON audit (seq) WHERE what = 'action.progress';
CREATE INDEX audit_action ON audit (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX audit_import ON audit (plan_id, seq) WHERE actor = 'import';

CREATE TABLE audit_text (
  seq    INTEGER PRIMARY KEY REFERENCES audit,
  salt   BLOB NOT NULL CHECK (length(salt) = 16),
  before TEXT,
  after  TEXT
) STRICT;

-- ---------------------------------------------------------------------------------------------------- the triggers

-- Those that every imported row fires take single values from `writer` and insert VALUES: an UPDATE ... FROM, or an
-- INSERT ... SELECT into a view, makes SQLite fill a table of its own for each row, which doubles the import's time.

-- Who writes, and when. A writer that knows better than "somebody with SQL, now" sets `actor` and `as_of` in its own
-- transaction and restores them. This is the one clock in the schema.
CREATE VIEW writer (at, actor) AS
  SELECT COALESCE((SELECT value FROM setting WHERE name = 'as_of'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
         COALESCE((SELECT value FROM setting WHERE name = 'actor'), 'sql');

-- How a fact gets into the audit: insert it here. `at` and `actor` are the writer's when NULL.
CREATE VIEW audit_entry (at, actor, what, plan_id, action_id, milestone_id, ref, part, before, after) AS
  SELECT a.at, a.actor, a.what, a.plan_id, a.action_id, a.milestone_id, a.ref, a.part, t.before, t.after
  FROM audit AS a LEFT JOIN audit_text AS t ON t.seq = a.seq;

CREATE TRIGGER audit_entry_add INSTEAD OF INSERT ON audit_entry BEGIN
  INSERT INTO audit (at, actor, what, plan_id, action_id, milestone_id, ref, part)
    VALUES (COALESCE(NEW.at, (SELECT at FROM writer)), COALESCE(NEW.actor, (SELECT actor FROM writer)), NEW.what,
            NEW.plan_id, NEW.action_id, NEW.milestone_id,
            COALESCE(NEW.ref, (SELECT ref FROM action WHERE id = NEW.action_id), ''),
            COALESCE(NEW.part, (SELECT abs(part) FROM action WHERE id = NEW.action_id), 0));
  INSERT INTO audit_text (seq, salt, before, after) VALUES (last_insert_rowid(), randomblob(16), NEW.before, NEW.after);
END;

-- Plans. What a plan says of itself bears on all of its actions.
CREATE TRIGGER plan_added AFTER INSERT ON plan BEGIN
  INSERT INTO audit_entry (what, plan_id, after) VALUES ('plan.added', NEW.id, NEW.key);
END;

CREATE TRIGGER plan_changed AFTER UPDATE OF key, title, authority, year_starts, coordinator, board ON plan
WHEN (OLD.key, OLD.title, OLD.authority, OLD.year_starts, OLD.coordinator, OLD.board)
     IS NOT (NEW.key, NEW.title, NEW.authority, NEW.year_starts, NEW.coordinator, NEW.board) BEGIN
  INSERT INTO audit_entry (what, plan_id, before, after)
    SELECT 'plan.' || field, NEW.id, was, now
    FROM (SELECT 'key' AS field, OLD.key AS was, NEW.key AS now UNION ALL VALUES ('title', OLD.title, NEW.title), ('authority', OLD.authority, NEW.authority),
                 ('year_starts', OLD.year_starts, NEW.year_starts),
                 ('coordinator', OLD.coordinator, NEW.coordinator), ('board', OLD.board, NEW.board))
    WHERE was IS NOT now;
  INSERT INTO change_log (action_id, at) SELECT action.id, w.at FROM action, writer AS w WHERE plan_id = NEW.id;
END;

CREATE TRIGGER plan_gained_or_lost_a_field AFTER UPDATE OF owner_count, date_count, rag_count ON plan
WHEN (OLD.owner_count > 0, OLD.date_count > 0, OLD.rag_count > 0)
     IS NOT (NEW.owner_count > 0, NEW.date_count > 0, NEW.rag_count > 0) BEGIN
  INSERT INTO change_log (action_id, at) SELECT action.id, w.at FROM action, writer AS w WHERE plan_id = NEW.id;
END;

-- Rows go child first, so that each child's trigger still finds its action; it works without foreign keys too.
CREATE TRIGGER plan_going BEFORE DELETE ON plan BEGIN
  DELETE FROM action WHERE plan_id = OLD.id;
  DELETE FROM rag_key WHERE plan_id = OLD.id;
  DELETE FROM doubt WHERE plan_id = OLD.id;
  DELETE FROM settled WHERE plan_id = OLD.id;
  INSERT INTO audit_entry (what, plan_id, before, after)
    VALUES ('plan.removed', OLD.id, OLD.key, json_object(
      'key', OLD.key, 'title', OLD.title, 'authority', OLD.authority, 'year_starts', OLD.year_starts,
      'coordinator', OLD.coordinator, 'board', OLD.board));
END;

CREATE TRIGGER rag_key_added AFTER INSERT ON rag_key BEGIN
  INSERT INTO audit_entry (what, plan_id, after) VALUES ('rag_key.' || NEW.colour, NEW.plan_id, NEW.status);
  INSERT INTO change_log (action_id, at) SELECT action.id, w.at FROM action, writer AS w WHERE plan_id = NEW.plan_id;
END;

CREATE TRIGGER rag_key_changed AFTER UPDATE ON rag_key
WHEN (OLD.plan_id, OLD.colour, OLD.status, OLD.words) IS NOT (NEW.plan_id, NEW.colour, NEW.status, NEW.words) BEGIN
  INSERT INTO audit_entry (what, plan_id, before, after)
    VALUES ('rag_key.' || NEW.colour, NEW.plan_id, OLD.status, NEW.status);
  INSERT INTO change_log (action_id, at)
    SELECT action.id, w.at FROM action, writer AS w WHERE plan_id IN (OLD.plan_id, NEW.plan_id);
END;

CREATE TRIGGER rag_key_removed AFTER DELETE ON rag_key BEGIN
  INSERT INTO audit_entry (what, plan_id, before) VALUES ('rag_key.' || OLD.colour, OLD.plan_id, OLD.status);
  INSERT INTO change_log (action_id, at) SELECT action.id, w.at FROM action, writer AS w WHERE plan_id = OLD.plan_id;
END;

-- Actions. Only columns that people own are watched, so that a trigger's own update starts nothing.
CREATE TRIGGER action_added AFTER INSERT ON action BEGIN
  SELECT RAISE(ABORT, 'parts count from 1') WHERE NEW.part < 1;
  UPDATE action SET
      imported_at = COALESCE(NEW.imported_at, (SELECT at FROM writer)),
      updated_at = COALESCE(NEW.updated_at, (SELECT at FROM writer)),
      progressed_at = COALESCE(NEW.progressed_at, iif(NEW.progress <> '', (SELECT at FROM writer), NULL)),
      rag_since = COALESCE(NEW.rag_since, iif(NEW.rag IS NOT NULL, (SELECT at FROM writer), NULL))
    WHERE id = NEW.id;
  UPDATE plan SET owner_count = owner_count + (NEW.by_whom <> ''), rag_count = rag_count + (NEW.rag IS NOT NULL)
    WHERE id = NEW.plan_id AND (NEW.by_whom <> '' OR NEW.rag IS NOT NULL);
  INSERT INTO audit_entry (what, plan_id, action_id, ref, after) VALUES ('action.added', NEW.plan_id, NEW.id, NEW.ref, NEW.action);
  INSERT INTO change_log (action_id, at) VALUES (NEW.id, (SELECT at FROM writer));
END;

-- Rows that take each other's place (1 becomes 2 while 2 becomes 3) would break the unique ref and part on the way. A
-- writer first sets aside those that move, by `part = -part`, then writes each as it shall be, in one transaction: the
-- sign of a part is no change, so that history has the old ref and the new one and nothing between. Being renumbered is
-- no update either: a row inserted at the top of a plan would make all of it look looked after. Alerts follow.
CREATE TRIGGER action_changed AFTER UPDATE OF ref, part, recommendation, issue, action, by_whom, assurance, rag, rag_text,
    progress, comments, closed_at ON action
WHEN (OLD.ref, abs(OLD.part), OLD.recommendation, OLD.issue, OLD.action, OLD.by_whom, OLD.assurance, OLD.rag,
      OLD.rag_text, OLD.progress, OLD.comments, OLD.closed_at)
     IS NOT (NEW.ref, abs(NEW.part), NEW.recommendation, NEW.issue, NEW.action, NEW.by_whom, NEW.assurance, NEW.rag,
             NEW.rag_text, NEW.progress, NEW.comments, NEW.closed_at) BEGIN
  UPDATE action SET updated_at = w.at FROM writer AS w
    WHERE id = NEW.id
      AND (OLD.recommendation, OLD.issue, OLD.action, OLD.by_whom, OLD.assurance, OLD.rag, OLD.rag_text, OLD.comments,
           OLD.closed_at)
          IS NOT (NEW.recommendation, NEW.issue, NEW.action, NEW.by_whom, NEW.assurance, NEW.rag, NEW.rag_text,
                  NEW.comments, NEW.closed_at);
  UPDATE alert SET ref = NEW.ref, part = NEW.part
    WHERE action_id = NEW.id AND NEW.part > 0 AND (OLD.ref, OLD.part) IS NOT (NEW.ref, NEW.part);
  UPDATE action SET rag_since = iif(NEW.rag IS NULL, NULL, w.at), rag_previous = OLD.rag FROM writer AS w
    WHERE id = NEW.id AND OLD.rag IS NOT NEW.rag;
  UPDATE plan SET owner_count = owner_count + (NEW.by_whom <> '') - (OLD.by_whom <> ''),
                  rag_count = rag_count + (NEW.rag IS NOT NULL) - (OLD.rag IS NOT NULL)
    WHERE id = NEW.plan_id
      AND ((NEW.by_whom <> '') <> (OLD.by_whom <> '') OR (NEW.rag IS NULL) <> (OLD.rag IS NULL));
  INSERT INTO audit_entry (what, plan_id, action_id, ref, before, after)
    SELECT 'action.' || field, NEW.plan_id, NEW.id, NEW.ref, was, now
    FROM (SELECT 'ref' AS field, OLD.ref AS was, NEW.ref AS now
          UNION ALL VALUES ('part', abs(OLD.part), abs(NEW.part)),
                 ('recommendation', OLD.recommendation, NEW.recommendation), ('issue', OLD.issue, NEW.issue),
                 ('action', OLD.action, NEW.action), ('by_whom', OLD.by_whom, NEW.by_whom),
                 ('assurance', OLD.assurance, NEW.assurance), ('rag', OLD.rag, NEW.rag),
                 ('rag_text', OLD.rag_text, NEW.rag_text), ('progress', OLD.progress, NEW.progress),
                 ('comments', OLD.comments, NEW.comments), ('closed_at', OLD.closed_at, NEW.closed_at))
    WHERE was IS NOT now;
  INSERT INTO change_log (action_id, at) VALUES (NEW.id, (SELECT at FROM writer));
END;

-- A confirmation counts as an update. The engine's own, judged from an edit that is logged already, sets both.
CREATE TRIGGER action_confirmed AFTER UPDATE OF confirmed_at ON action
WHEN NEW.confirmed_at IS NOT OLD.confirmed_at AND (SELECT actor FROM writer) <> 'engine' BEGIN
  UPDATE action SET updated_at = w.at FROM writer AS w WHERE id = NEW.id;
  INSERT INTO audit_entry (what, plan_id, action_id, ref, before, after)
    VALUES ('action.confirmed_at', NEW.plan_id, NEW.id, NEW.ref, OLD.confirmed_at, NEW.confirmed_at);
  INSERT INTO change_log (action_id, at) VALUES (NEW.id, (SELECT at FROM writer));
END;

CREATE TRIGGER action_stays AFTER UPDATE OF id, plan_id ON action
WHEN OLD.id <> NEW.id OR OLD.plan_id <> NEW.plan_id BEGIN
  SELECT RAISE(ABORT, 'an action keeps its id and its plan: add it anew and delete the old row');
END;

CREATE TRIGGER action_going BEFORE DELETE ON action BEGIN
  DELETE FROM owner WHERE action_id = OLD.id;
  DELETE FROM milestone WHERE action_id = OLD.id;
  DELETE FROM cell WHERE action_id = OLD.id;
  DELETE FROM decision WHERE action_id = OLD.id;
  UPDATE plan SET owner_count = owner_count - (OLD.by_whom <> ''), rag_count = rag_count - (OLD.rag IS NOT NULL)
    WHERE id = OLD.plan_id AND (OLD.by_whom <> '' OR OLD.rag IS NOT NULL);
  INSERT INTO audit_entry (what, plan_id, action_id, ref, before, after)
    VALUES ('action.removed', OLD.plan_id, OLD.id, OLD.ref, OLD.action, json_object(
      'ref', OLD.ref, 'part', abs(OLD.part), 'position', OLD.position, 'rag', OLD.rag, 'closed_at', OLD.closed_at,
      'confirmed_at', OLD.confirmed_at, 'imported_at', OLD.imported_at, 'rag_text', OLD.rag_text,
      'by_whom', OLD.by_whom, 'assurance', OLD.assurance, 'recommendation', OLD.recommendation, 'issue', OLD.issue,
      'action', OLD.action, 'progress', OLD.progress, 'comments', OLD.comments));
  INSERT INTO change_log (action_id, at) VALUES (OLD.id, (SELECT at FROM writer));
END;

-- Milestones. Id 0 is a row that wants a number.
CREATE TRIGGER milestone_added AFTER INSERT ON milestone BEGIN
  UPDATE counter SET last = max(last + (NEW.id = 0), NEW.id) WHERE name = 'milestone';
  UPDATE milestone SET baseline_due = COALESCE(NEW.baseline_due, NEW.due),
      agreed_at = iif(NEW.basis = 'agreed', COALESCE(NEW.agreed_at, (SELECT at FROM writer)), NULL)
    WHERE action_id = NEW.action_id AND id = NEW.id;
  UPDATE milestone SET id = (SELECT last FROM counter WHERE name = 'milestone')
    WHERE action_id = NEW.action_id AND id = 0;
  UPDATE action SET updated_at = (SELECT at FROM writer)
    WHERE id = NEW.action_id AND updated_at IS NOT (SELECT at FROM writer);
  UPDATE plan SET date_count = date_count + 1
    WHERE NEW.due IS NOT NULL AND id = (SELECT plan_id FROM action WHERE id = NEW.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, after)
    VALUES ('milestone.added', (SELECT plan_id FROM action WHERE id = NEW.action_id), NEW.action_id,
            iif(NEW.id = 0, (SELECT last FROM counter WHERE name = 'milestone'), NEW.id), NEW.text);
  INSERT INTO change_log (action_id, at) VALUES (NEW.action_id, (SELECT at FROM writer));
END;

CREATE TRIGGER milestone_changed AFTER UPDATE OF text, label, party, basis, earliest, due, precision, review, state,
    completed_on, completed_by, verified_on, verified_by, recheck_on, evidence, proposed_due, proposed_by, proposed_at,
    doubt ON milestone
WHEN (OLD.text, OLD.label, OLD.party, OLD.basis, OLD.earliest, OLD.due, OLD.precision, OLD.review, OLD.state,
      OLD.completed_on, OLD.completed_by, OLD.verified_on, OLD.verified_by, OLD.recheck_on, OLD.evidence,
      OLD.proposed_due, OLD.proposed_by, OLD.proposed_at, OLD.doubt)
     IS NOT (NEW.text, NEW.label, NEW.party, NEW.basis, NEW.earliest, NEW.due, NEW.precision, NEW.review, NEW.state,
             NEW.completed_on, NEW.completed_by, NEW.verified_on, NEW.verified_by, NEW.recheck_on, NEW.evidence,
             NEW.proposed_due, NEW.proposed_by, NEW.proposed_at, NEW.doubt) BEGIN
  UPDATE milestone SET baseline_due = COALESCE(baseline_due, NEW.due), slips = slips + (COALESCE(NEW.due > OLD.due, 0))
    WHERE action_id = NEW.action_id AND id = NEW.id AND OLD.due IS NOT NEW.due;
  UPDATE milestone SET agreed_at = iif(NEW.basis = 'agreed', w.at, NULL) FROM writer AS w
    WHERE action_id = NEW.action_id AND id = NEW.id AND OLD.basis IS NOT NEW.basis;
  UPDATE action SET updated_at = (SELECT at FROM writer)
    WHERE id = NEW.action_id AND updated_at IS NOT (SELECT at FROM writer);
  UPDATE plan SET date_count = date_count + (NEW.due IS NOT NULL) - (OLD.due IS NOT NULL)
    WHERE (NEW.due IS NULL) <> (OLD.due IS NULL) AND id = (SELECT plan_id FROM action WHERE id = NEW.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, before, after)
    SELECT 'milestone.' || field, (SELECT plan_id FROM action WHERE id = NEW.action_id), NEW.action_id, NEW.id,
           was, now
    FROM (SELECT 'text' AS field, OLD.text AS was, NEW.text AS now UNION ALL VALUES ('label', OLD.label, NEW.label), ('party', OLD.party, NEW.party),
                 ('basis', OLD.basis, NEW.basis), ('earliest', OLD.earliest, NEW.earliest), ('due', OLD.due, NEW.due),
                 ('precision', OLD.precision, NEW.precision), ('review', OLD.review, NEW.review),
                 ('state', OLD.state, NEW.state), ('completed_on', OLD.completed_on, NEW.completed_on),
                 ('completed_by', OLD.completed_by, NEW.completed_by), ('verified_on', OLD.verified_on, NEW.verified_on),
                 ('verified_by', OLD.verified_by, NEW.verified_by), ('recheck_on', OLD.recheck_on, NEW.recheck_on),
                 ('evidence', OLD.evidence, NEW.evidence), ('proposed_due', OLD.proposed_due, NEW.proposed_due),
                 ('proposed_by', OLD.proposed_by, NEW.proposed_by), ('proposed_at', OLD.proposed_at, NEW.proposed_at),
                 ('doubt', OLD.doubt, NEW.doubt))
    WHERE was IS NOT now;
  INSERT INTO change_log (action_id, at) VALUES (NEW.action_id, (SELECT at FROM writer));
END;

CREATE TRIGGER milestone_stays AFTER UPDATE OF id, action_id ON milestone
WHEN OLD.action_id <> NEW.action_id OR (OLD.id <> NEW.id AND OLD.id <> 0) BEGIN
  SELECT RAISE(ABORT, 'a milestone keeps its id and its action: add it anew and delete the old row');
END;

CREATE TRIGGER milestone_going BEFORE DELETE ON milestone BEGIN
  DELETE FROM owner WHERE action_id = OLD.action_id AND milestone_id = OLD.id;
  UPDATE action SET updated_at = (SELECT at FROM writer)
    WHERE id = OLD.action_id AND updated_at IS NOT (SELECT at FROM writer);
  UPDATE plan SET date_count = date_count - 1
    WHERE OLD.due IS NOT NULL AND id = (SELECT plan_id FROM action WHERE id = OLD.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, before, after)
    VALUES ('milestone.removed', (SELECT plan_id FROM action WHERE id = OLD.action_id), OLD.action_id, OLD.id, OLD.text,
            json_object(
              'position', OLD.position, 'basis', OLD.basis, 'earliest', OLD.earliest, 'due', OLD.due,
              'precision', OLD.precision, 'review', OLD.review, 'state', OLD.state, 'completed_on', OLD.completed_on,
              'verified_on', OLD.verified_on, 'recheck_on', OLD.recheck_on, 'proposed_due', OLD.proposed_due,
              'proposed_at', OLD.proposed_at, 'party', OLD.party, 'proposed_by', OLD.proposed_by,
              'completed_by', OLD.completed_by, 'verified_by', OLD.verified_by, 'label', OLD.label,
              'evidence', OLD.evidence, 'doubt', OLD.doubt, 'text', OLD.text));
  INSERT INTO change_log (action_id, at) VALUES (OLD.action_id, (SELECT at FROM writer));
END;

-- Owners.
CREATE TRIGGER owner_added AFTER INSERT ON owner BEGIN
  UPDATE action SET updated_at = (SELECT at FROM writer)
    WHERE id = NEW.action_id AND updated_at IS NOT (SELECT at FROM writer);
  UPDATE plan SET owner_count = owner_count + 1 WHERE id = (SELECT plan_id FROM action WHERE id = NEW.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, after)
    VALUES ('owner.added', (SELECT plan_id FROM action WHERE id = NEW.action_id), NEW.action_id, NEW.milestone_id, NEW.role);
  INSERT INTO change_log (action_id, at) VALUES (NEW.action_id, (SELECT at FROM writer));
END;

CREATE TRIGGER owner_changed AFTER UPDATE ON owner
WHEN (OLD.action_id, OLD.milestone_id, OLD.role) IS NOT (NEW.action_id, NEW.milestone_id, NEW.role) BEGIN
  UPDATE action SET updated_at = w.at FROM writer AS w WHERE id IN (OLD.action_id, NEW.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, before, after)
    VALUES ('owner.role', (SELECT plan_id FROM action WHERE id = NEW.action_id), NEW.action_id, NEW.milestone_id,
            OLD.role, NEW.role);
  INSERT INTO change_log (action_id, at)
    SELECT action.id, w.at FROM action, writer AS w WHERE id IN (OLD.action_id, NEW.action_id);
END;

CREATE TRIGGER owner_removed AFTER DELETE ON owner BEGIN
  UPDATE action SET updated_at = (SELECT at FROM writer)
    WHERE id = OLD.action_id AND updated_at IS NOT (SELECT at FROM writer);
  UPDATE plan SET owner_count = owner_count - 1 WHERE id = (SELECT plan_id FROM action WHERE id = OLD.action_id);
  INSERT INTO audit_entry (what, plan_id, action_id, milestone_id, before, after)
    VALUES ('owner.removed', (SELECT plan_id FROM action WHERE id = OLD.action_id), OLD.action_id, OLD.milestone_id, OLD.role,
            json_object('milestone_id', OLD.milestone_id, 'role', OLD.role, 'position', OLD.position));
  INSERT INTO change_log (action_id, at) VALUES (OLD.action_id, (SELECT at FROM writer));
END;

CREATE TRIGGER decision_added AFTER INSERT ON decision BEGIN
  INSERT INTO audit_entry (what, plan_id, action_id, after)
    VALUES ('decision.' || NEW.decision, (SELECT plan_id FROM action WHERE id = NEW.action_id), NEW.action_id,
            NEW.board || ', ' || NEW.meeting_on || iif(NEW.note = '', '', ': ' || NEW.note));
  INSERT INTO change_log (action_id, at) VALUES (NEW.action_id, (SELECT at FROM writer));
END;

-- What was settled is a fact about the plan; the rows that it changes log themselves.
CREATE TRIGGER settled_added AFTER INSERT ON settled BEGIN
  UPDATE settled SET by = iif(NEW.by = '', w.actor, NEW.by), at = COALESCE(NEW.at, w.at) FROM writer AS w
    WHERE plan_id = NEW.plan_id AND kind = NEW.kind AND phrase = NEW.phrase;
  INSERT INTO audit_entry (what, plan_id, before, after)
    VALUES ('settled.' || NEW.kind, NEW.plan_id, iif(NEW.words = '', NEW.phrase, NEW.words), NEW.answer);
END;

CREATE TRIGGER settled_changed AFTER UPDATE OF answer ON settled WHEN OLD.answer IS NOT NEW.answer BEGIN
  UPDATE settled SET by = w.actor, at = w.at FROM writer AS w
    WHERE plan_id = NEW.plan_id AND kind = NEW.kind AND phrase = NEW.phrase;
  INSERT INTO audit_entry (what, plan_id, before, after)
    VALUES ('settled.' || NEW.kind, NEW.plan_id, iif(NEW.words = '', NEW.phrase, NEW.words), NEW.answer);
END;

CREATE TRIGGER settled_removed AFTER DELETE ON settled BEGIN
  INSERT INTO audit_entry (what, plan_id, before)
    VALUES ('settled.removed', OLD.plan_id, OLD.kind || ': ' || iif(OLD.words = '', OLD.phrase, OLD.words));
END;

-- What is silenced, and from when, is judged by the engine: it looks at every alert at once.
CREATE TRIGGER silence_added AFTER INSERT ON silence BEGIN
  UPDATE alert SET next_on = '1970-01-01' WHERE state <> 'resolved';
END;

CREATE TRIGGER silence_changed AFTER UPDATE ON silence BEGIN
  UPDATE alert SET next_on = '1970-01-01' WHERE state <> 'resolved';
END;

CREATE TRIGGER silence_removed AFTER DELETE ON silence BEGIN
  UPDATE alert SET next_on = '1970-01-01' WHERE state <> 'resolved';
END;
