INSERT INTO items VALUES (1, '12.5', 'a', 3), (2, '7.25', NULL, 0);
