SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE orders ALTER COLUMN note TYPE jsonb USING to_jsonb(note);
