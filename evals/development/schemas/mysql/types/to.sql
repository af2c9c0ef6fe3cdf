CREATE TABLE m (id bigint NOT NULL PRIMARY KEY, n int unsigned, price decimal(12, 2), label varchar(60) NOT NULL, body mediumtext);
