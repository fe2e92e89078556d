-- SPDX-License-Identifier: Apache-2.0
-- Schema version 8: messages that nobody waited for yet, as long as they live.
--
-- pos: of the fact that tells of it; they are delivered in this order. instance: the only one that may get it, or NULL.
-- content: JSON, its keys and variables.

CREATE TABLE kept_message (
    pos          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    business_key TEXT,
    instance     BLOB,
    content      TEXT NOT NULL,
    created      INTEGER NOT NULL,
    expires      INTEGER NOT NULL
);
CREATE INDEX kept_message_by_name ON kept_message (name, pos);
CREATE INDEX kept_message_by_expiry ON kept_message (expires);
