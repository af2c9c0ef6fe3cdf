ALTER TABLE users ADD COLUMN tax_id varchar(20) NOT NULL;
