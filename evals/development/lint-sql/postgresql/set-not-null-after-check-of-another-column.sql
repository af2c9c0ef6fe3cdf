SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE users ADD CONSTRAINT users_age_present CHECK (age IS NOT NULL) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT users_age_present;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
