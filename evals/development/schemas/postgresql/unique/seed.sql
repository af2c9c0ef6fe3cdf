INSERT INTO accounts VALUES (1, 'a@x', 1, 'a'), (2, 'b@x', 1, 'b'), (3, 'c@x', 2, 'a');
