SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER DOMAIN positive_amount ADD CONSTRAINT above_zero CHECK (VALUE > 0);
