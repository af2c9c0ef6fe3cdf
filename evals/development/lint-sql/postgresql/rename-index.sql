SET lock_timeout = '2s';
SET statement_timeout = '15min';
ALTER INDEX users_name_idx RENAME TO users_name_key;
