CREATE TABLE d (id int PRIMARY KEY, a varchar(10) DEFAULT 'old', b int, c datetime NULL);
