-- SPDX-License-Identifier: Apache-2.0
-- Schema version 2: what a deployment was called, and where it came from.
ALTER TABLE deployment ADD COLUMN name TEXT;
ALTER TABLE deployment ADD COLUMN source TEXT;
