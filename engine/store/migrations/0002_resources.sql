-- SPDX-License-Identifier: Apache-2.0
-- Schema version 2: the files that were deployed, as they came. All files of one deployment have its id.

-- definitions: ids of the processes that the file defines, one a line, in the order of the file.
CREATE TABLE resource (
    number      INTEGER PRIMARY KEY,
    deployment  BLOB NOT NULL,
    time        INTEGER NOT NULL,
    name        TEXT NOT NULL,
    definitions TEXT NOT NULL,
    bytes       BLOB NOT NULL
);

CREATE VIEW resource_view AS
SELECT lower(substr(hex(r.deployment), 1, 8) || '-' || substr(hex(r.deployment), 9, 4) || '-'
           || substr(hex(r.deployment), 13, 4) || '-' || substr(hex(r.deployment), 17, 4) || '-'
           || substr(hex(r.deployment), 21)) AS deployment,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.time / 1000.0, 'unixepoch') AS time,
       r.name AS name, r.definitions AS definitions, length(r.bytes) AS bytes
FROM resource r;
