CREATE SCHEMA app;
CREATE SCHEMA "Audit Log";
CREATE TABLE app.users (id bigint PRIMARY KEY, name text NOT NULL, mail text);
CREATE TABLE users (id bigint PRIMARY KEY, badge text NOT NULL DEFAULT 'none');
CREATE TABLE "Audit Log".entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL REFERENCES app.users (id), at timestamptz NOT NULL DEFAULT now());
