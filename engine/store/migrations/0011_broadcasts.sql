-- SPDX-License-Identifier: Apache-2.0
-- Schema version 11: signals on their way to many.
--
-- pos: of the fact that tells of it, where its content is; they are delivered in this order. root, number: one signal
-- may lead to others; of the first one, and which of them. before: who has waited since before this position gets it; 0:
-- it is not its turn yet. receivers, instance, wait: how many it has reached, and whom
-- last; no facts, a rebuild begins at 0.
CREATE TABLE broadcast (
    pos       INTEGER PRIMARY KEY,
    root      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    before    INTEGER NOT NULL,
    receivers INTEGER NOT NULL,
    instance  INTEGER NOT NULL,
    wait      INTEGER NOT NULL
);
-- since: position of the fact that subscribed; 0: before this version.
ALTER TABLE subscription ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
