CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT NOT NULL, age INTEGER, country TEXT REFERENCES countries (code));
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), total NUMERIC, note TEXT);
INSERT INTO countries VALUES ('AT', 'Austria');
INSERT INTO users VALUES (1, 'a@example.org', 'A', 30, 'AT'), (2, 'b@example.org', 'B', 40, 'AT');
INSERT INTO orders VALUES (1, 1, 5.5, 'x'), (2, 2, 7.25, 'y');
