CREATE SEQUENCE invoice_number START WITH 1000 INCREMENT BY 1;
CREATE TABLE invoices (id serial PRIMARY KEY, number bigint NOT NULL DEFAULT nextval('invoice_number'));
CREATE TABLE notes (id integer NOT NULL PRIMARY KEY, body text);
