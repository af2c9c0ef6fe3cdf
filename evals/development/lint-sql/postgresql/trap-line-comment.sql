SET lock_timeout = '2s';
SET statement_timeout = '15min';
-- DROP TABLE users; the old way
ALTER TABLE users ADD COLUMN IF NOT EXISTS phone text; -- then: CREATE INDEX users_phone ON users (phone)
