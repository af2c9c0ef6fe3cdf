INSERT INTO customers (name) VALUES ('Ana'), ('Zoë');
