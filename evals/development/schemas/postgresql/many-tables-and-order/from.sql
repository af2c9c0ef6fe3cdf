CREATE TABLE z_root (id bigint PRIMARY KEY);
