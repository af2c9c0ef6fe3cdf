SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE users ALTER COLUMN name TYPE varchar(3);
