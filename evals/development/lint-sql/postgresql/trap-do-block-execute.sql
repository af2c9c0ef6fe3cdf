SET lock_timeout = '2s';
SET statement_timeout = '15min';
DO $$
BEGIN
    EXECUTE 'ALTER TABLE users DROP COLUMN nickname';
END
$$;
