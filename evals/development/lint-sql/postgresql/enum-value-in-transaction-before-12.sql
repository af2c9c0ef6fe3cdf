SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
ALTER TYPE order_state ADD VALUE 'returned' AFTER 'shipped';
COMMIT;
