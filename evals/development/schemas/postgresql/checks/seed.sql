INSERT INTO products VALUES ('AB-1', 5, 9, 3), ('CD-22', 7.5, NULL, 0);
