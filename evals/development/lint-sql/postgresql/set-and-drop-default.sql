SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE users ALTER COLUMN status SET DEFAULT 'new';
ALTER TABLE users ALTER COLUMN created_at DROP DEFAULT;
