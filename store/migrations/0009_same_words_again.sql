-- SPDX-License-Identifier: Apache-2.0
-- 9: what somebody says again after it was refused, or of another item, is a reply of its own: only what waits is kept once.
DROP INDEX reply_fingerprint;
CREATE UNIQUE INDEX reply_fingerprint ON reply (fingerprint) WHERE state = 'waiting';
CREATE INDEX reply_quieted ON reply (quieted_id) WHERE quieted_id <> 0;
