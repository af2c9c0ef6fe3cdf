CREATE TABLE "order" (
    "select" bigint PRIMARY KEY,
    "Group By" text NOT NULL DEFAULT '',
    "weird""name" bigint,
    "user" text,
    "größe" integer DEFAULT 0
);
CREATE TABLE "Order" (id bigint PRIMARY KEY, "from" bigint REFERENCES "order" ("select"));
CREATE INDEX "index on order" ON "order" ("Group By", "weird""name");
