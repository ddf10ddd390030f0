-- SPDX-License-Identifier: Apache-2.0
-- What people chose for themselves.

-- :preference.weekly
SELECT contact FROM preference WHERE digest = 'weekly' ORDER BY contact;

-- :preference.add_weekly
INSERT INTO preference (contact, digest, chosen_at) VALUES (?1, 'weekly', ?2) ON CONFLICT DO NOTHING;

-- :preference.remove
DELETE FROM preference WHERE contact = ?1;
