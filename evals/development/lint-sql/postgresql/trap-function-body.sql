SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE OR REPLACE FUNCTION purge() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    TRUNCATE orders;
    DROP TABLE IF EXISTS tags;
END
$body$;
