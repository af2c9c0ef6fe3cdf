CREATE TABLE logs (id INTEGER PRIMARY KEY, at TEXT, level TEXT, text TEXT);
CREATE INDEX logs_level ON logs (level) WHERE level <> 'debug';
CREATE INDEX logs_lower ON logs (lower(text));
CREATE UNIQUE INDEX logs_at ON logs (at DESC, id);
