-- SPDX-License-Identifier: Apache-2.0
-- Schema version 7: how a file was deployed.
--
-- delegates_external: what a Java class would do in it is an external task.

ALTER TABLE resource ADD COLUMN delegates_external INTEGER NOT NULL DEFAULT 0;
