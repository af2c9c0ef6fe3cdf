SET lock_timeout = '2s';
SET statement_timeout = '15min';
START TRANSACTION;
DROP INDEX CONCURRENTLY IF EXISTS users_name_idx;
COMMIT;
