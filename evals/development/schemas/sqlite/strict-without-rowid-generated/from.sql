CREATE TABLE words (word TEXT NOT NULL, lang TEXT NOT NULL, PRIMARY KEY (word, lang));
