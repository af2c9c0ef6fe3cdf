ALTER TABLE orders ADD COLUMN country text REFERENCES countries (code);
