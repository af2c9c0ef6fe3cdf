SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE users ADD COLUMN email_lower text GENERATED ALWAYS AS (lower(email)) STORED;
