-- How long runs worked on a day, and what people raised its budget to, 0 where they did not. raised_cost in pico-dollars.
ALTER TABLE usage ADD COLUMN worked_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_tool_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_model_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN raised_wall_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN worked_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_tool_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_model_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN raised_wall_seconds INTEGER NOT NULL DEFAULT 0;

INSERT INTO schema_version (version, oldest_compatible) VALUES (7, 7);
