SET lock_timeout = '2s';
SET statement_timeout = '15min';
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_tables WHERE tablename = 'orders') THEN
        DROP TABLE orders;
    END IF;
END
$$;
