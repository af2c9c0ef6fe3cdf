SET lock_timeout = '2s';
SET statement_timeout = '15min';
INSERT INTO documents VALUES (2, 'C:\'); DROP TABLE orders; -- ');
