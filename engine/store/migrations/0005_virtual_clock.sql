-- SPDX-License-Identifier: Apache-2.0
-- Schema version 5: where the virtual clock was left.
--
-- virtual_now: where somebody moved it to, which may be behind the last fact; NULL: nobody did.

ALTER TABLE log_head ADD COLUMN virtual_now INTEGER;
