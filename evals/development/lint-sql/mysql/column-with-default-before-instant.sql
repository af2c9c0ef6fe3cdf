ALTER TABLE users ADD COLUMN tier varchar(10) NOT NULL DEFAULT 'free';
