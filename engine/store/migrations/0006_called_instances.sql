-- SPDX-License-Identifier: Apache-2.0
-- Schema version 6: who called an instance.
--
-- caller: the id of the instance whose call activity started it; root: of the outermost one. NULL: nobody called it.

ALTER TABLE instance ADD COLUMN caller BLOB;
ALTER TABLE instance ADD COLUMN root BLOB;
CREATE INDEX instance_by_caller ON instance (caller) WHERE caller IS NOT NULL;
CREATE INDEX instance_by_root ON instance (root) WHERE root IS NOT NULL;

DROP VIEW instance_view;
CREATE VIEW instance_view AS
SELECT lower(substr(hex(i.id), 1, 8) || '-' || substr(hex(i.id), 9, 4) || '-' || substr(hex(i.id), 13, 4)
           || '-' || substr(hex(i.id), 17, 4) || '-' || substr(hex(i.id), 21)) AS id,
       d.key AS process, d.id AS definition,
       CASE WHEN i.status = 2 THEN 'ended' WHEN i.suspended = 1 THEN 'suspended' ELSE 'active' END AS status,
       i.business_key AS business_key,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.time / 1000.0, 'unixepoch') AS started,
       i.pos AS position,
       lower(substr(hex(i.caller), 1, 8) || '-' || substr(hex(i.caller), 9, 4) || '-' || substr(hex(i.caller), 13, 4)
           || '-' || substr(hex(i.caller), 17, 4) || '-' || substr(hex(i.caller), 21)) AS caller
FROM instance i JOIN definition d ON d.number = i.definition LEFT JOIN log l ON l.pos = i.pos;
