SET lock_timeout = '2s';
SET statement_timeout = '15min';
BEGIN;
CREATE TABLE "Users" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);
CREATE INDEX users_email_idx ON users (email);
COMMIT;
