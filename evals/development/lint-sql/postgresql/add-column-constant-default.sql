SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE users ADD COLUMN IF NOT EXISTS tier text NOT NULL DEFAULT 'free';
