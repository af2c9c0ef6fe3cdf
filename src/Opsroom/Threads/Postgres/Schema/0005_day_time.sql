-- How long runs worked on a day, and what people raised its budget to, 0 where they did not. raised_cost in pico-dollars.
ALTER TABLE usage ADD COLUMN worked_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_tokens bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_cost bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_tool_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_model_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_wall_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN worked_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_tokens bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_cost bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_tool_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_model_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_wall_seconds bigint NOT NULL DEFAULT 0;

INSERT INTO schema_version (version, oldest_compatible) VALUES (5, 5);
