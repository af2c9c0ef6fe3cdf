SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE "Order Items" ADD COLUMN IF NOT EXISTS "drop table" text;
ALTER TABLE "Order Items" ADD COLUMN IF NOT EXISTS "a;b--c" text;
