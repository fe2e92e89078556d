-- SPDX-License-Identifier: Apache-2.0
-- Schema version 4: what is known of tasks that changed or failed.
--
-- updated: when a user task was last given to somebody, delegated or changed; NULL: never.
-- error_details: what the worker said behind the message when the task failed last.

ALTER TABLE user_task ADD COLUMN updated INTEGER;
ALTER TABLE external_task ADD COLUMN error_details TEXT;
