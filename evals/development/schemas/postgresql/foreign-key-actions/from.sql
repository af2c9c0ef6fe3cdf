CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE books (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL,
    editor_id bigint,
    CONSTRAINT books_author_fk FOREIGN KEY (author_id) REFERENCES authors (id)
);
