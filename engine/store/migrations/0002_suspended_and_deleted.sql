-- SPDX-License-Identifier: Apache-2.0
-- Schema version 2: what administrators suspend and delete.
--
-- suspended: nothing can happen to the instance, its timers have no rows meanwhile; nobody can start the definition.
-- deleted: it is gone for everybody who looks for definitions; what ran, and its history, still know it.

ALTER TABLE instance ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
CREATE INDEX instance_suspended ON instance (pos) WHERE suspended = 1;

ALTER TABLE definition ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE definition ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deployment ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;

-- A version counts from the latest one that is there, so a deleted one may have had the same number.
DROP INDEX definition_by_key;
CREATE INDEX definition_by_key ON definition (key, version);

DROP VIEW instance_view;
CREATE VIEW instance_view AS
SELECT lower(substr(hex(i.id), 1, 8) || '-' || substr(hex(i.id), 9, 4) || '-' || substr(hex(i.id), 13, 4)
           || '-' || substr(hex(i.id), 17, 4) || '-' || substr(hex(i.id), 21)) AS id,
       d.key AS process, d.id AS definition,
       CASE WHEN i.status = 2 THEN 'ended' WHEN i.suspended = 1 THEN 'suspended' ELSE 'active' END AS status,
       i.business_key AS business_key,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.time / 1000.0, 'unixepoch') AS started,
       i.pos AS position
FROM instance i JOIN definition d ON d.number = i.definition LEFT JOIN log l ON l.pos = i.pos;

DROP VIEW definition_view;
CREATE VIEW definition_view AS
SELECT f.id AS id, f.key AS process, f.version AS version,
       CASE WHEN f.deleted = 1 THEN 'deleted' WHEN f.suspended = 1 THEN 'suspended' ELSE 'active' END AS status,
       r.name AS file,
       lower(substr(hex(d.id), 1, 8) || '-' || substr(hex(d.id), 9, 4) || '-' || substr(hex(d.id), 13, 4)
           || '-' || substr(hex(d.id), 17, 4) || '-' || substr(hex(d.id), 21)) AS deployment
FROM definition f JOIN deployment d ON d.number = f.deployment
     JOIN resource r ON r.deployment = f.deployment AND r.ix = f.resource;
