CREATE TABLE "order" (
    "select" bigint PRIMARY KEY,
    "Group By" text,
    "weird""name" integer
);
