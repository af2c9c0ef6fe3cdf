CREATE TABLE seats (id INTEGER PRIMARY KEY, row TEXT NOT NULL, number INTEGER NOT NULL CHECK (number > 0), CONSTRAINT one_seat UNIQUE (row, number));
