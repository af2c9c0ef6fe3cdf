SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
CREATE TABLE big_orders AS SELECT id, total FROM orders WHERE total > 50;
CREATE INDEX big_orders_total_idx ON big_orders (total);
COMMIT;
