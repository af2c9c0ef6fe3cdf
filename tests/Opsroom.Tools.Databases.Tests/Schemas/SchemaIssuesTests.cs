using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas.Issues;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Tests.Schemas;

public sealed class SchemaIssuesTests
{
    private const string Users = "CREATE TABLE users (id bigint PRIMARY KEY);\n";

    [Theory]
    [InlineData("missing-primary-key", "postgresql", "CREATE TABLE t (a int);", 1)]
    [InlineData("unindexed-foreign-key", "postgresql", Users + "CREATE TABLE t (id bigint PRIMARY KEY,\n u bigint REFERENCES users);", 3)]
    [InlineData("unindexed-foreign-key", "sqlite", Users + "CREATE TABLE t (id integer PRIMARY KEY, u bigint REFERENCES users (id));", 2)]
    [InlineData("duplicate-index", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, a int);\nCREATE INDEX i1 ON t (a);\nCREATE INDEX i2 ON t (a);", 3)]
    [InlineData("duplicate-index", "mysql", "CREATE TABLE t (id bigint PRIMARY KEY, a int, KEY i (id));", 1)]
    [InlineData("prefix-index", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);\nCREATE INDEX i1 ON t (a);\nCREATE INDEX i2 ON t (a, b);", 2)]
    [InlineData("wide-key", "postgresql", "CREATE TABLE t (id varchar(200) PRIMARY KEY);", 1)]
    [InlineData("text-key", "postgresql", "CREATE TABLE t (id text PRIMARY KEY);", 1)]
    [InlineData("int-key", "postgresql", "CREATE TABLE t (id serial PRIMARY KEY);", 1)]
    [InlineData("int-key", "mysql", "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY);", 1)]
    [InlineData("nullable-unique", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, a int UNIQUE);", 1)]
    [InlineData("unknown-reference", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, u bigint REFERENCES gone (id));", 1)]
    [InlineData("reference-not-unique", "postgresql", "CREATE TABLE u (id bigint PRIMARY KEY, n int);\nCREATE TABLE t (id bigint PRIMARY KEY, u int REFERENCES u (n));", 2)]
    [InlineData("foreign-key-type", "postgresql", Users + "CREATE TABLE t (id bigint PRIMARY KEY, u int REFERENCES users);", 2)]
    [InlineData("not-validated", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, a int);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;", 2)]
    [InlineData("nullable-primary-key", "sqlite", "CREATE TABLE t (id TEXT PRIMARY KEY);", 1)]
    [InlineData("float-money", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, total_price real);", 1)]
    [InlineData("timestamp-without-zone", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY,\n at timestamp);", 2)]
    [InlineData("time-with-zone", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, at timetz);", 1)]
    [InlineData("fixed-char", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, c char(10));", 1)]
    [InlineData("money-type", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, c money);", 1)]
    [InlineData("json-type", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, c json);", 1)]
    [InlineData("serial-column", "postgresql", "CREATE TABLE t (id bigserial PRIMARY KEY);", 1)]
    [InlineData("quoted-name", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, \"userName\" text);", 1)]
    [InlineData("reserved-name", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, \"user\" text);", 1)]
    [InlineData("timestamp-2038", "mysql", "CREATE TABLE t (id bigint PRIMARY KEY, at timestamp);", 1)]
    [InlineData("myisam", "mysql", "CREATE TABLE t (id bigint PRIMARY KEY) ENGINE=MyISAM;", 1)]
    [InlineData("utf8mb3", "mysql", "CREATE TABLE t (id bigint PRIMARY KEY) DEFAULT CHARSET=utf8;", 1)]
    [InlineData("boolean-index", "postgresql", "CREATE TABLE t (id bigint PRIMARY KEY, a boolean);\nCREATE INDEX i ON t (a);", 2)]
    [InlineData("unlogged-table", "postgresql", "CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY);", 1)]
    public void What_is_doubtful_is_found_with_its_line(string rule, string dialect, string ddl, int line)
    {
        var issue = Assert.Single(Issues(ddl, dialect), issue => issue.Rule == rule);
        Assert.Equal(line, issue.Line);
        Assert.NotNull(issue.Object);
    }

    [Theory]
    [InlineData("postgresql", Users + "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, u bigint NOT NULL REFERENCES users, at timestamptz, price numeric(10, 2), note text, UNIQUE (u, id));\nCREATE INDEX t_at ON t (at DESC) WHERE at IS NOT NULL;")]
    [InlineData("mysql", "CREATE TABLE users (id bigint PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE t (id bigint AUTO_INCREMENT PRIMARY KEY, u bigint NOT NULL, price decimal(10, 2), FOREIGN KEY (u) REFERENCES users (id));")]
    [InlineData("sqlite", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);")]
    public void What_is_in_order_is_left_alone(string dialect, string ddl) => Assert.Empty(Issues(ddl, dialect));

    [Fact]
    public void What_a_server_counts_is_told()
    {
        var table = new ObjectName(null, "t");
        var live = new LiveStatistics(
            [new(table, 100_000, 1, 90_000, null, false)], [new(table, "unused", 0, 100_000_000, false, true), new(table, "broken", 5, 1, false, false)], [new(table, "id", 2_000_000_000, int.MaxValue)]);
        var rules = SchemaIssues.Of(SchemaReader.Read("CREATE TABLE t (id bigint PRIMARY KEY);", SqlDialect.PostgreSql).Schema, live).Select(issue => issue.Rule).Order(StringComparer.Ordinal);
        Assert.Equal(["dead-rows", "int-near-limit", "invalid-index", "no-statistics", "unused-index"], rules);
    }

    private static ImmutableArray<Finding> Issues(string ddl, string dialect)
    {
        var reading = SchemaReader.Read(ddl, dialect switch { "mysql" => SqlDialect.MySql, "sqlite" => SqlDialect.Sqlite, _ => SqlDialect.PostgreSql });
        Assert.Empty(reading.Findings);
        return SchemaIssues.Of(reading.Schema);
    }
}
