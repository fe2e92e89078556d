-- SPDX-License-Identifier: Apache-2.0
-- Schema version 1 of FILE-webhooks: how far each webhook is. Losing this file repeats deliveries and loses none.
--
-- Times are milliseconds since 1970, UTC; ids are 16 bytes.

-- Every position up to low is settled; above: bits for those behind it. The rest is the state of the breaker.
CREATE TABLE cursor (
    webhook       BLOB PRIMARY KEY,
    low           INTEGER NOT NULL,
    above         BLOB NOT NULL,
    failing_since INTEGER NOT NULL,
    probe_step    INTEGER NOT NULL,
    next_probe    INTEGER NOT NULL
) WITHOUT ROWID;

-- Instances whose next event a receiver refused. number: of the first fact that it has not got, in its instance;
-- cursors pass what lies behind it. pos: at or before that one in the log. gap: number of the event before that was given up, 0: none.
CREATE TABLE lane (
    webhook   BLOB NOT NULL,
    stream    BLOB NOT NULL,
    number    INTEGER NOT NULL,
    pos       INTEGER NOT NULL,
    gap       INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    next      INTEGER NOT NULL,
    status    INTEGER NOT NULL,
    PRIMARY KEY (webhook, stream)
) WITHOUT ROWID;

-- Events that were given up.
CREATE TABLE dead (
    webhook BLOB NOT NULL,
    pos     INTEGER NOT NULL,
    stream  BLOB NOT NULL,
    number  INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    status  INTEGER NOT NULL,
    time    INTEGER NOT NULL,
    PRIMARY KEY (webhook, pos)
) WITHOUT ROWID;

-- The newest attempts that failed. status 0: there was no answer, error says why.
CREATE TABLE attempt (
    number  INTEGER PRIMARY KEY,
    webhook BLOB NOT NULL,
    pos     INTEGER NOT NULL,
    time    INTEGER NOT NULL,
    status  INTEGER NOT NULL,
    error   TEXT NOT NULL
);
