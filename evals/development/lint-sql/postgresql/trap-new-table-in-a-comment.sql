SET lock_timeout = '2s';
SET statement_timeout = '15min';
-- CREATE TABLE users (id bigint);
CREATE INDEX users_email_idx ON users (email);
