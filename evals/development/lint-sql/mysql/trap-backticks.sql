ALTER TABLE users ADD COLUMN `drop table` varchar(10) NULL;
