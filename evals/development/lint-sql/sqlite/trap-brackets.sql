ALTER TABLE users ADD COLUMN [drop table] TEXT;
ALTER TABLE users ADD COLUMN `truncate` TEXT;
