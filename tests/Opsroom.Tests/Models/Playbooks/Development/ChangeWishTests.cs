using Opsroom.Models.Playbooks.Development.Databases;

namespace Opsroom.Tests.Models.Playbooks.Development;

public sealed class ChangeWishTests
{
    [Theory]
    [InlineData("write a migration that renames users.name to full_name without downtime", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("rename column name of users to full_name", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("Rename `users.name` → `full_name` please", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("benenne users.name in full_name um, ohne Ausfall", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("renomme users.name en full_name", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("renombra la columna name de users a full_name", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("переименуй users.name в full_name", "ALTER TABLE users RENAME COLUMN name TO full_name;")]
    [InlineData("rename table clients to customers", "ALTER TABLE clients RENAME TO customers;")]
    [InlineData("drop the column fax from people", "ALTER TABLE people DROP COLUMN fax;")]
    [InlineData("remove people.fax safely", "ALTER TABLE people DROP COLUMN fax;")]
    [InlineData("drop table audit_old", "DROP TABLE audit_old;")]
    [InlineData("add a not null column email to users", "ALTER TABLE users ADD COLUMN email text NOT NULL;")]
    [InlineData("add column total numeric(10, 2) to orders", "ALTER TABLE orders ADD COLUMN total numeric(10, 2);")]
    [InlineData("add orders.note text", "ALTER TABLE orders ADD COLUMN note text;")]
    [InlineData("we need an index on orders(customer_id, created_at)", "CREATE INDEX orders_customer_id_created_at_idx ON orders (customer_id, created_at);")]
    [InlineData("unique index on users.email", "CREATE UNIQUE INDEX users_email_idx ON users (email);")]
    [InlineData("change orders.id from int to bigint", "ALTER TABLE orders ALTER COLUMN id TYPE bigint;")]
    [InlineData("make users.email not null", "ALTER TABLE users ALTER COLUMN email SET NOT NULL;")]
    [InlineData("users.email should be unique", "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);")]
    [InlineData("add a foreign key from orders.user_id to users", "ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);")]
    public void A_change_in_words_is_read_as_SQL(string sentence, string sql) => Assert.Equal(sql, ChangeWish.Read(sentence)?.Sql);

    [Theory]
    [InlineData("how is our schema?")]
    [InlineData("why is this query slow")]
    [InlineData("look at the tables")]
    public void What_asks_for_no_change_is_none(string sentence) => Assert.Null(ChangeWish.Read(sentence));
}
