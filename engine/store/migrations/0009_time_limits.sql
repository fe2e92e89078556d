-- SPDX-License-Identifier: Apache-2.0
-- Schema version 9: time limits are due like timers, whenever there is something to do about one.
--
-- owner: NULL for a timer, else the token of the activity that has the limit, 0 of the process. overdue: 1 if it is
-- marked so, else NULL. One that has nothing left to do, or whose clock stands, is due at the end of 9999.
ALTER TABLE timer ADD COLUMN owner INTEGER;
ALTER TABLE timer ADD COLUMN overdue INTEGER;
-- What is overdue alone: by instance.
CREATE INDEX timer_overdue ON timer (instance) WHERE overdue IS NOT NULL;

DROP VIEW timer_view;
CREATE VIEW timer_view AS
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due,
       v.id AS instance, v.process AS process, t.element AS element, t.cycle AS cycle, t.continues AS continues,
       t.owner IS NOT NULL AS limits, t.overdue AS overdue,
       t.priority AS priority, t.retries AS retries, t.message AS message
FROM timer t JOIN instance_view v ON v.position = t.instance;
