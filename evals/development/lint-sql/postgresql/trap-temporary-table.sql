SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
CREATE TEMPORARY TABLE batch (id bigint, label text) ON COMMIT DROP;
CREATE INDEX ON batch (id);
DROP TABLE batch;
COMMIT;
