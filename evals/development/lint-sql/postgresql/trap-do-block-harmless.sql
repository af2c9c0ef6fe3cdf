SET lock_timeout = '2s';
SET statement_timeout = '15min';
DO $$
BEGIN
    -- DROP TABLE users;
    RAISE NOTICE 'TRUNCATE users';
END
$$;
