-- SPDX-License-Identifier: Apache-2.0
-- 11: a message is claimed and settled by writing its row. While its bytes were part of that, ten thousand of them were
-- written anew each time. What is ready is found by its endpoint, and by when it may leave, without a look at what is not.
CREATE TABLE message_body (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  bytes      BLOB NOT NULL
) STRICT;
INSERT INTO message_body (message_id, bytes) SELECT id, bytes FROM message WHERE length(bytes) > 0;
ALTER TABLE message DROP COLUMN bytes;
DROP INDEX message_ready;
CREATE INDEX message_ready ON message (endpoint, next_attempt) WHERE state = 'ready';
-- Most of the record is about messages, which name no action.
DROP INDEX audit_action;
CREATE INDEX audit_action ON audit (action_id) WHERE action_id IS NOT NULL;
