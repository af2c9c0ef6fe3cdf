SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
ALTER TABLE users ADD COLUMN tier text;
UPDATE users SET tier = 'free' WHERE tier IS NULL;
COMMIT;
