INSERT INTO d (id, b) VALUES (1, 4), (2, 5);
