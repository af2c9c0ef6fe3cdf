CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, fax TEXT UNIQUE);
CREATE INDEX people_fax_name ON people (fax, name);
