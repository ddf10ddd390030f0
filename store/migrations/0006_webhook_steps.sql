-- SPDX-License-Identifier: Apache-2.0
-- An Alertmanager is told each day of the alerts that it knows of: these are the rungs that tell a webhook, which are few
-- among all that were ever made.
CREATE INDEX step_made_webhook ON step_made (role, alert_id) WHERE role GLOB 'webhook:*';
