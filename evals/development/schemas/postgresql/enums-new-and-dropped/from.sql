CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE cars (id bigint PRIMARY KEY, paint text NOT NULL, wheels integer NOT NULL DEFAULT 4);
