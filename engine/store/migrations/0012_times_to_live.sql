-- SPDX-License-Identifier: Apache-2.0
-- Schema version 12: how long the history of a definition is to be kept, where somebody said it after the deployment.
--
-- definition: the id of a process or a decision. days: NULL, nobody says it any more, whatever the model does.
CREATE TABLE time_to_live (
    definition TEXT PRIMARY KEY,
    days       INTEGER
) WITHOUT ROWID;
