-- SPDX-License-Identifier: Apache-2.0
-- Schema version 10: calendars that were deployed, and which instances have dates that were counted on one.
--
-- dated: running instances that have such a date (by position). redated_files, redated_pos: with so many files of
-- calendars known, all of them up to this position have been dated anew; no fact, a rebuild begins at 0.
ALTER TABLE resource ADD COLUMN has_calendars INTEGER NOT NULL DEFAULT 0;
CREATE TABLE dated (
    instance INTEGER PRIMARY KEY
);
ALTER TABLE log_head ADD COLUMN redated_files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log_head ADD COLUMN redated_pos INTEGER NOT NULL DEFAULT 0;
