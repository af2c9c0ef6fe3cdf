SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email_and_status_and_country_and_created_at_for_the_monthly_report ON users (email);
