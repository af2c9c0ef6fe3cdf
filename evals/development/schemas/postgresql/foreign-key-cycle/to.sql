CREATE TABLE members (
    id bigint PRIMARY KEY,
    team_id bigint NOT NULL,
    mentor_id bigint REFERENCES members (id),
    name text NOT NULL
);
CREATE TABLE teams (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    lead_id bigint REFERENCES members (id) ON DELETE SET NULL
);
ALTER TABLE members ADD CONSTRAINT members_team_fk FOREIGN KEY (team_id) REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED;
