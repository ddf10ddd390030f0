-- SPDX-License-Identifier: Apache-2.0
-- What an engine made of the plans, forgotten. Attempts, rungs and what messages said go with their rows.

-- :anew.messages
DELETE FROM message;

-- :anew.items
DELETE FROM item;

-- :anew.alerts
DELETE FROM alert;

-- :anew.agenda
DELETE FROM agenda;

-- :anew.settings
DELETE FROM setting WHERE substr(name, 1, length(?1)) = ?1;

-- The links of messages that are forgotten, and their forms.
-- :anew.links
DELETE FROM answer_link;

-- What was answered to them by mail.
-- :anew.replies
DELETE FROM reply;

-- What came back for them.
-- :anew.bounces
DELETE FROM bounce;
