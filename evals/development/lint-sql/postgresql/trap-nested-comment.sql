SET lock_timeout = '2s';
SET statement_timeout = '15min';
/* outer /* DROP TABLE users; */ still a comment: DELETE FROM orders; */
ALTER TABLE users ADD COLUMN IF NOT EXISTS phone text;
