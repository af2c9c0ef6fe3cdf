CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    tenant bigint NOT NULL,
    login text NOT NULL,
    CONSTRAINT accounts_tenant_login_key UNIQUE (tenant, login),
    CONSTRAINT accounts_email_key UNIQUE (email, tenant)
);
