ALTER TABLE users ALTER COLUMN score TYPE numeric(12, 4);
