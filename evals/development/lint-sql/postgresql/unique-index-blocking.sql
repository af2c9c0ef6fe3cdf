SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE status = 'active';
