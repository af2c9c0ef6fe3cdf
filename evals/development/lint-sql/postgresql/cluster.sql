SET lock_timeout = '2s';
SET statement_timeout = '15min';
CLUSTER users USING users_name_idx;
