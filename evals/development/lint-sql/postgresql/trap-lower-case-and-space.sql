SET lock_timeout = '2s';
SET statement_timeout = '15min';
alter   table
    only
    users
    drop
    column if exists nickname;
