INSERT INTO customers (name) VALUES ('Ana'), ('O''Neill'), ('Zoë');
