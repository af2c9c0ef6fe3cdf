CREATE TYPE gearbox AS ENUM ('manual', 'automatic');
CREATE TABLE cars (id bigint PRIMARY KEY, paint text NOT NULL, wheels integer NOT NULL DEFAULT 4, gears gearbox NOT NULL DEFAULT 'manual');
