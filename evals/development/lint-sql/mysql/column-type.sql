ALTER TABLE users MODIFY COLUMN age bigint;
