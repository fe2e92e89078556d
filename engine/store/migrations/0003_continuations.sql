-- SPDX-License-Identifier: Apache-2.0
-- Schema version 3: continuations are due like timers, and both are tried again.
--
-- continues: NULL for a timer, else where the continuation is, 'before' or 'after' its element. retries: left, NULL as
-- long as it never failed; message: why it failed the last time.
ALTER TABLE timer ADD COLUMN continues TEXT;
ALTER TABLE timer ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE timer ADD COLUMN retries INTEGER;
ALTER TABLE timer ADD COLUMN message TEXT;
-- Continuations alone, where timers don't run by themselves.
CREATE INDEX timer_continuations ON timer (due, instance, wait) WHERE continues IS NOT NULL;

DROP VIEW timer_view;
CREATE VIEW timer_view AS
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due,
       v.id AS instance, v.process AS process, t.element AS element, t.cycle AS cycle, t.continues AS continues,
       t.priority AS priority, t.retries AS retries, t.message AS message
FROM timer t JOIN instance_view v ON v.position = t.instance;
