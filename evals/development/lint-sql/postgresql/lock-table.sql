SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
LOCK TABLE users IN ACCESS EXCLUSIVE MODE;
COMMIT;
