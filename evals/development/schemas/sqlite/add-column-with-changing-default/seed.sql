INSERT INTO jobs VALUES (1, 'a'), (5, 'b');
