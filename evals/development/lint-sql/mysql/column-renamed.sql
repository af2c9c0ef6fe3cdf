ALTER TABLE users CHANGE COLUMN name full_name varchar(100) NOT NULL;
