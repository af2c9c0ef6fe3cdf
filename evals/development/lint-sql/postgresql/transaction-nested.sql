SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
ALTER TABLE users ADD COLUMN phone text;
BEGIN;
ALTER TABLE users ADD COLUMN fax text;
COMMIT;
COMMIT;
