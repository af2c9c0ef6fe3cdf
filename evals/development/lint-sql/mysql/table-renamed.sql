RENAME TABLE users TO customers;
