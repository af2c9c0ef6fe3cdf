-- What counts against the budget of a day: what was used, and what is reserved. charged_cost in pico-dollars.
ALTER TABLE usage ADD COLUMN charged_tokens bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN charged_cost bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN model_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN tool_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN charged_tokens bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN charged_cost bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN model_calls bigint NOT NULL DEFAULT 0;
ALTER TABLE usage_of_deleted ADD COLUMN tool_calls bigint NOT NULL DEFAULT 0;

UPDATE usage SET charged_tokens = input_tokens + output_tokens, charged_cost = cost, model_calls = calls;
UPDATE usage_of_deleted SET charged_tokens = input_tokens + output_tokens, charged_cost = cost, model_calls = calls;

INSERT INTO schema_version (version, oldest_compatible) VALUES (4, 4);
