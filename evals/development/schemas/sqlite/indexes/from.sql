CREATE TABLE logs (id INTEGER PRIMARY KEY, at TEXT, level TEXT, text TEXT);
CREATE INDEX logs_level ON logs (level);
