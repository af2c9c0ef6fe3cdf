SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER TABLE "Order Items" DROP COLUMN "select";
