-- SPDX-License-Identifier: Apache-2.0
-- Schema version 1: the log, the deployed files, the instances, and what can be made again from the log.
--
-- Only log, log_head and content are the truth. Times are milliseconds since 1970, UTC. Ids are 16 bytes; the views at the end
-- show them as text. In projections an instance is named by the position of its first fact (instance.pos): half
-- the bytes of its id, and rows of one instance lie together. Rows are there as long as what they tell of is;
-- what has ended is in the log.

-- One row for each command and stream. Fact i of the row is (pos + i, seq + i). An erased row has no facts.
-- format: of the facts; a newer weir may write others.
CREATE TABLE log (
    pos     INTEGER PRIMARY KEY,
    stream  BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    time    INTEGER NOT NULL,
    format  INTEGER NOT NULL,
    actor   TEXT,
    command TEXT,
    facts   TEXT,
    digest  BLOB NOT NULL,
    prev    BLOB NOT NULL,
    hash    BLOB NOT NULL
);
CREATE UNIQUE INDEX log_by_stream ON log (stream, seq);

-- One row: where the log goes on. Positions are never used twice, even if the end of the log is lost.
CREATE TABLE log_head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    next_pos INTEGER NOT NULL,
    hash     BLOB NOT NULL
);
INSERT INTO log_head (id, next_pos, hash) VALUES (1, 1, zeroblob(32));

-- Bytes of deployed files, by their SHA-256, which the log has too.
CREATE TABLE content (
    digest BLOB PRIMARY KEY,
    bytes  BLOB NOT NULL
);

CREATE TABLE deployment (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    time   INTEGER NOT NULL,
    name   TEXT,
    source TEXT
);

CREATE TABLE resource (
    deployment    INTEGER NOT NULL,
    ix            INTEGER NOT NULL,
    name          TEXT NOT NULL,
    content       BLOB NOT NULL,
    has_decisions INTEGER NOT NULL,
    PRIMARY KEY (deployment, ix)
) WITHOUT ROWID;

-- The id is key:version:uuid; the number is what other tables hold. ix: among the processes of its file.
-- starts: JSON, the start events that wait for a message.
CREATE TABLE definition (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    key        TEXT NOT NULL,
    version    INTEGER NOT NULL,
    deployment INTEGER NOT NULL,
    resource   INTEGER NOT NULL,
    ix         INTEGER NOT NULL,
    starts     TEXT
);
CREATE UNIQUE INDEX definition_by_key ON definition (key, version);

-- status: 1 active, 2 ended. The state is JSON.
CREATE TABLE instance (
    pos          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    definition   INTEGER NOT NULL,
    format       INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    business_key TEXT,
    state        TEXT NOT NULL
);
CREATE INDEX instance_by_definition ON instance (definition, status);
CREATE INDEX instance_by_business_key ON instance (business_key) WHERE business_key IS NOT NULL;

-- Elements that are active between two commands. One that begins and ends inside a command has no row.
CREATE TABLE activity (
    definition INTEGER NOT NULL,
    element    TEXT NOT NULL,
    instance   INTEGER NOT NULL,
    token      INTEGER NOT NULL,
    since      INTEGER NOT NULL,
    PRIMARY KEY (definition, element, instance, token)
) WITHOUT ROWID;

CREATE TABLE user_task (
    id       BLOB PRIMARY KEY,
    instance INTEGER NOT NULL,
    wait     INTEGER NOT NULL,
    element  TEXT NOT NULL,
    assignee TEXT,
    priority INTEGER,
    created  INTEGER NOT NULL,
    due      INTEGER,
    details  TEXT
) WITHOUT ROWID;
CREATE INDEX user_task_by_assignee ON user_task (assignee) WHERE assignee IS NOT NULL;

-- retries: left, NULL as long as it never failed. worker and locked_until are a lease, not facts: a rebuild
-- leaves them empty.
CREATE TABLE external_task (
    id           BLOB PRIMARY KEY,
    instance     INTEGER NOT NULL,
    wait         INTEGER NOT NULL,
    element      TEXT NOT NULL,
    topic        TEXT NOT NULL,
    priority     INTEGER NOT NULL,
    retries      INTEGER,
    message      TEXT,
    created      INTEGER NOT NULL,
    worker       TEXT,
    locked_until INTEGER
) WITHOUT ROWID;
CREATE INDEX external_task_by_topic ON external_task (topic, priority DESC, created);

-- In the order they are due.
CREATE TABLE timer (
    due      INTEGER NOT NULL,
    instance INTEGER NOT NULL,
    wait     INTEGER NOT NULL,
    id       BLOB NOT NULL,
    element  TEXT NOT NULL,
    cycle    TEXT,
    PRIMARY KEY (due, instance, wait)
) WITHOUT ROWID;

-- kind: message or signal. In the order in which receivers are looked for.
CREATE TABLE subscription (
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    instance INTEGER NOT NULL,
    wait     INTEGER NOT NULL,
    id       BLOB NOT NULL,
    element  TEXT NOT NULL,
    keys     TEXT,
    PRIMARY KEY (kind, name, instance, wait)
) WITHOUT ROWID;

CREATE TABLE incident (
    instance INTEGER NOT NULL,
    wait     INTEGER NOT NULL,
    id       BLOB NOT NULL,
    element  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    message  TEXT,
    created  INTEGER NOT NULL,
    PRIMARY KEY (instance, wait)
) WITHOUT ROWID;
CREATE INDEX incident_by_id ON incident (id);

-- value: JSON with typed forms. scope 1 is the process; its variables stay when the instance has ended.
CREATE TABLE variable (
    instance INTEGER NOT NULL,
    scope    INTEGER NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (instance, scope, name)
) WITHOUT ROWID;

-- Who is told what happens, in the order they were created: by the position of that fact. from_pos: of the first fact
-- that it gets. filter_pos: from where on its event_types and processes hold, JSON lists, NULL: all. Secrets are
-- in no fact: the log has their SHA-256 digest, and the bytes are nowhere but here. floor_pos: everything before it was
-- delivered or given up, as it was a minute ago; FILE-webhooks knows better, and this is for when that is lost. It is no
-- fact: a rebuild leaves it 0.
CREATE TABLE webhook (
    pos           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    url           TEXT NOT NULL,
    event_types   TEXT,
    processes     TEXT,
    from_pos      INTEGER NOT NULL,
    filter_pos    INTEGER NOT NULL,
    is_active     INTEGER NOT NULL,
    reason        TEXT,
    created       INTEGER NOT NULL,
    secret_digest BLOB NOT NULL,
    secret        BLOB NOT NULL,
    floor_pos     INTEGER NOT NULL DEFAULT 0
);

-- ── views for administrators: ids and times as text ─────────────────────────────────────────────────────

-- Every fact, one row each: select * from fact where stream = '…' order by number.
CREATE VIEW fact AS
SELECT l.pos + f.key AS position,
       lower(substr(hex(l.stream), 1, 8) || '-' || substr(hex(l.stream), 9, 4) || '-' || substr(hex(l.stream), 13, 4)
           || '-' || substr(hex(l.stream), 17, 4) || '-' || substr(hex(l.stream), 21)) AS stream,
       l.seq + f.key AS number,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.time / 1000.0, 'unixepoch') AS time,
       json_extract(f.value, '$.type') AS type,
       json_extract(f.value, '$.element') AS element,
       l.actor AS actor,
       f.value AS data
FROM log l, json_each(l.facts) f;

-- What was asked, one row for each command. cause: position of the fact that led to it, if nobody outside did.
CREATE VIEW command_view AS
SELECT l.pos AS position, l.n AS facts,
       lower(substr(hex(l.stream), 1, 8) || '-' || substr(hex(l.stream), 9, 4) || '-' || substr(hex(l.stream), 13, 4)
           || '-' || substr(hex(l.stream), 17, 4) || '-' || substr(hex(l.stream), 21)) AS stream,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.time / 1000.0, 'unixepoch') AS time,
       l.actor AS actor,
       json_extract(l.command, '$.command') AS command,
       json_extract(l.command, '$.cause') AS cause,
       l.command AS data
FROM log l;

CREATE VIEW deployment_view AS
SELECT lower(substr(hex(d.id), 1, 8) || '-' || substr(hex(d.id), 9, 4) || '-' || substr(hex(d.id), 13, 4)
           || '-' || substr(hex(d.id), 17, 4) || '-' || substr(hex(d.id), 21)) AS deployment,
       strftime('%Y-%m-%dT%H:%M:%fZ', d.time / 1000.0, 'unixepoch') AS time,
       r.name AS name, lower(hex(r.content)) AS digest, length(c.bytes) AS bytes
FROM deployment d JOIN resource r ON r.deployment = d.number JOIN content c ON c.digest = r.content;

CREATE VIEW definition_view AS
SELECT f.id AS id, f.key AS process, f.version AS version, r.name AS file,
       lower(substr(hex(d.id), 1, 8) || '-' || substr(hex(d.id), 9, 4) || '-' || substr(hex(d.id), 13, 4)
           || '-' || substr(hex(d.id), 17, 4) || '-' || substr(hex(d.id), 21)) AS deployment
FROM definition f JOIN deployment d ON d.number = f.deployment
     JOIN resource r ON r.deployment = f.deployment AND r.ix = f.resource;

CREATE VIEW instance_view AS
SELECT lower(substr(hex(i.id), 1, 8) || '-' || substr(hex(i.id), 9, 4) || '-' || substr(hex(i.id), 13, 4)
           || '-' || substr(hex(i.id), 17, 4) || '-' || substr(hex(i.id), 21)) AS id,
       d.key AS process, d.id AS definition,
       CASE i.status WHEN 1 THEN 'active' WHEN 2 THEN 'ended' END AS status,
       i.business_key AS business_key,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.time / 1000.0, 'unixepoch') AS started,
       i.pos AS position
FROM instance i JOIN definition d ON d.number = i.definition LEFT JOIN log l ON l.pos = i.pos;

CREATE VIEW activity_view AS
SELECT v.id AS instance, v.process AS process, v.business_key AS business_key, a.element AS element,
       strftime('%Y-%m-%dT%H:%M:%fZ', a.since / 1000.0, 'unixepoch') AS since
FROM activity a JOIN instance_view v ON v.position = a.instance;

CREATE VIEW task_view AS
SELECT lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
           || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS id,
       v.id AS instance, v.process AS process, v.business_key AS business_key, t.element AS element,
       json_extract(t.details, '$.name') AS name, t.assignee AS assignee, t.priority AS priority,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.created / 1000.0, 'unixepoch') AS created,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due
FROM user_task t JOIN instance_view v ON v.position = t.instance;

CREATE VIEW external_task_view AS
SELECT lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
           || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS id,
       v.id AS instance, v.process AS process, t.element AS element, t.topic AS topic, t.priority AS priority,
       t.retries AS retries, t.message AS message, t.worker AS worker,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.locked_until / 1000.0, 'unixepoch') AS locked_until
FROM external_task t JOIN instance_view v ON v.position = t.instance;

CREATE VIEW timer_view AS
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', t.due / 1000.0, 'unixepoch') AS due,
       v.id AS instance, v.process AS process, t.element AS element, t.cycle AS cycle
FROM timer t JOIN instance_view v ON v.position = t.instance;

CREATE VIEW subscription_view AS
SELECT s.kind AS kind, s.name AS name, v.id AS instance, v.process AS process, s.element AS element, s.keys AS keys
FROM subscription s JOIN instance_view v ON v.position = s.instance;

CREATE VIEW incident_view AS
SELECT lower(substr(hex(n.id), 1, 8) || '-' || substr(hex(n.id), 9, 4) || '-' || substr(hex(n.id), 13, 4)
           || '-' || substr(hex(n.id), 17, 4) || '-' || substr(hex(n.id), 21)) AS id,
       v.id AS instance, v.process AS process, n.element AS element, n.kind AS kind, n.message AS message,
       strftime('%Y-%m-%dT%H:%M:%fZ', n.created / 1000.0, 'unixepoch') AS created
FROM incident n JOIN instance_view v ON v.position = n.instance;

CREATE VIEW variable_view AS
SELECT v.id AS instance, v.process AS process, x.scope AS scope, x.name AS name, x.value AS value
FROM variable x JOIN instance_view v ON v.position = x.instance;

CREATE VIEW webhook_view AS
SELECT lower(substr(hex(w.id), 1, 8) || '-' || substr(hex(w.id), 9, 4) || '-' || substr(hex(w.id), 13, 4)
           || '-' || substr(hex(w.id), 17, 4) || '-' || substr(hex(w.id), 21)) AS id,
       w.url AS url, w.event_types AS event_types, w.processes AS processes, w.from_pos AS from_position,
       CASE w.is_active WHEN 1 THEN 'active' ELSE 'disabled' END AS status, w.reason AS reason,
       strftime('%Y-%m-%dT%H:%M:%fZ', w.created / 1000.0, 'unixepoch') AS created
FROM webhook w;
