CREATE TABLE m (id int NOT NULL PRIMARY KEY, n smallint unsigned, price decimal(6, 2), label varchar(20) NOT NULL, body text);
