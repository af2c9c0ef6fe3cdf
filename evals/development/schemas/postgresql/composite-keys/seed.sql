INSERT INTO warehouses VALUES ('eu', 1), ('eu', 2);
INSERT INTO shelves VALUES ('eu', 1, 1, 'a'), ('eu', 2, 1, NULL);
