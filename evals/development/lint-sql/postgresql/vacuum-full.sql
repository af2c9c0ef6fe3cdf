SET lock_timeout = '2s';
SET statement_timeout = '15min';
VACUUM FULL users;
