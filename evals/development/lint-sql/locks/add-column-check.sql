ALTER TABLE tags ADD COLUMN weight integer CHECK (weight > 0);
