SET lock_timeout = '2s';
SET statement_timeout = '15min';
INSERT INTO documents VALUES (2, 'ALTER TABLE users DROP COLUMN name; DROP TABLE orders;');
COMMENT ON TABLE users IS 'never TRUNCATE users';
