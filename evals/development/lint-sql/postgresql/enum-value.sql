SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TYPE order_state ADD VALUE IF NOT EXISTS 'returned' AFTER 'shipped';
