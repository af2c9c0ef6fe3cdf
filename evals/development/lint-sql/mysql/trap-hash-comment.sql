# DROP TABLE users;
ALTER TABLE users ADD COLUMN phone varchar(30) NULL;
