SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE orders SET SCHEMA archive;
