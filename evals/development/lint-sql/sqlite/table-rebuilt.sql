PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE new_orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), total NUMERIC NOT NULL DEFAULT 0, note TEXT);
INSERT INTO new_orders SELECT id, user_id, coalesce(total, 0), note FROM orders;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;
