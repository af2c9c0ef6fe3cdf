using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Frameworks;

namespace Opsroom.Tools.Databases.Tests.Frameworks;

public sealed class MigrationToolsTests
{
    private const string Users = "CREATE TABLE users (id bigint PRIMARY KEY, name text);";

    private readonly FilesInMemory files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MigrationFramework.Sql, "migrations/add_email_to_users.up.sql", "migrations/add_email_to_users.down.sql")]
    [InlineData(MigrationFramework.Flyway, "db/migration/V1__add_email_to_users.sql", "db/migration/U1__add_email_to_users.sql")]
    [InlineData(MigrationFramework.Ef, "Migrations/00000000000001_AddEmailToUsers.cs")]
    [InlineData(MigrationFramework.Alembic, "alembic/versions/*_add_email_to_users.py")]
    [InlineData(MigrationFramework.Knex, "migrations/00000000000001_add_email_to_users.js")]
    public async Task Files_are_where_the_framework_looks_for_them(MigrationFramework framework, params string[] paths)
    {
        var made = await GenerateAsync(Users, "CREATE TABLE users (id bigint PRIMARY KEY, name text, email text);", framework);
        Assert.Equal(paths.Length, made.Paths.Length);
        foreach (var (expected, actual) in paths.Zip(made.Paths))
        {
            Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(expected).Replace(@"\*", "[0-9a-f]{12}", StringComparison.Ordinal) + "$", actual);
            Assert.Contains("ALTER TABLE users", Text(actual), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Numbers_go_on_behind_those_that_are_there()
    {
        files.Write("db/migration/V7__before.sql", "application/sql", Encoding.UTF8.GetBytes("SELECT 1"));
        var made = await GenerateAsync(Users, Users + "CREATE TABLE orders (id bigint PRIMARY KEY);", MigrationFramework.Flyway);
        Assert.Equal("db/migration/V8__create_orders.sql", made.Path);
    }

    [Fact]
    public async Task A_revision_follows_the_one_that_is_there()
    {
        files.Write("alembic/versions/a_first.py", "text/x-python", Encoding.UTF8.GetBytes("revision = 'a1'\ndown_revision = None\n"));
        files.Write("alembic/versions/b_second.py", "text/x-python", Encoding.UTF8.GetBytes("revision: str = \"b2\"\ndown_revision: Union[str, None] = \"a1\"\n"));
        var made = await GenerateAsync(Users, Users + "CREATE TABLE orders (id bigint PRIMARY KEY, note text DEFAULT ':name'::text);", MigrationFramework.Alembic);
        var text = Text(made.Path!);
        Assert.Contains("down_revision = \"b2\"", text, StringComparison.Ordinal);
        Assert.Contains(@"'\\:name'::text", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rename_is_asked_for_and_done_when_it_is_said()
    {
        const string Wanted = "CREATE TABLE users (id bigint PRIMARY KEY, full_name text);";
        var asked = await GenerateAsync(Users, Wanted);
        Assert.Contains(asked.Findings, finding => finding.Rule == "possible-rename" && finding.Message.Contains("{\"users.name\": \"full_name\"}", StringComparison.Ordinal));
        Assert.Contains(asked.Findings, finding => finding is { Rule: "drops-column", Severity: Severity.Error });

        var renamed = await GenerateAsync(Users, Wanted, renames: new Dictionary<string, string>(StringComparer.Ordinal) { ["users.name"] = "full_name" });
        Assert.Equal(("ALTER TABLE users RENAME COLUMN name TO full_name;\n", "ALTER TABLE users RENAME COLUMN full_name TO name;\n"), (renamed.Up, renamed.Down));
        Assert.Empty(renamed.Findings);
    }

    [Fact]
    public async Task A_rename_that_fits_nothing_is_told()
    {
        var made = await GenerateAsync(Users, Users + "CREATE TABLE t (id bigint PRIMARY KEY);", renames: new Dictionary<string, string>(StringComparer.Ordinal) { ["users.nmae"] = "x" });
        Assert.Equal("unknown-rename", Assert.Single(made.Findings).Rule);
        Assert.Empty(made.Paths);
    }

    [Fact]
    public async Task What_is_no_SQL_is_told_with_its_place()
    {
        var made = await GenerateAsync("CREATE TABLE users (id bigint PRIMARY KEY;", Users);
        var finding = Assert.Single(made.Findings);
        Assert.Equal(("sql-syntax", "from_content", 1), (finding.Rule, finding.Path, finding.Line));
        Assert.False(made.Valid);
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INT4 NOT NULL DEFAULT 'x'::text, b varchar(3), CHECK ((a > 0)), id bigint primary key);", "create table T (A integer default 'x' not null, B character varying(3), id int8, primary key (id), check (a > 0))")]
    [InlineData("CREATE TABLE t (id serial PRIMARY KEY, at timestamptz DEFAULT now());", "CREATE TABLE t (id serial, at timestamp with time zone DEFAULT CURRENT_TIMESTAMP);\nALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);")]
    [InlineData("CREATE TABLE t (id integer PRIMARY KEY);", "CREATE TABLE t (id int4 NOT NULL);\nALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);\nALTER TABLE t ADD COLUMN x int;\nALTER TABLE t DROP COLUMN x;")]
    public async Task Two_ways_to_say_the_same_are_no_difference(string one, string other)
    {
        var made = await GenerateAsync(one, other);
        Assert.Equal("no-difference", Assert.Single(made.Findings).Rule);
        Assert.Equal(("", ""), (made.Up, made.Down));
    }

    [Fact]
    public async Task A_rebuild_of_SQLite_asks_each_framework_to_open_no_transaction()
    {
        const string Before = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);";
        const string After = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '', b TEXT);";
        foreach (var (framework, mark) in new[] { (MigrationFramework.Flyway, "executeInTransaction=false"), (MigrationFramework.Ef, "suppressTransaction: true"), (MigrationFramework.Alembic, "autocommit_block"), (MigrationFramework.Knex, "transaction: false") })
        {
            var made = await GenerateAsync(Before, After, framework, kind: DatabaseKind.Sqlite);
            Assert.Contains(made.Findings, finding => finding.Rule == "own-transaction");
            Assert.Contains(made.Paths, path => Text(path).Contains(mark, StringComparison.Ordinal));
        }
    }

    private string Text(string path) => Encoding.UTF8.GetString(files.Content(path).Span);

    private async Task<GeneratedMigration> GenerateAsync(string from, string to, MigrationFramework? framework = null, IReadOnlyDictionary<string, string>? renames = null, DatabaseKind kind = DatabaseKind.Postgresql)
    {
        var result = await MigrationTools.GenerateAsync(new(from, null), new(to, null), kind, new ToolContext("call", "direct", files, _ => { }), Token, framework, renames: renames);
        Assert.Null(result.Failure);
        return result.Value!;
    }
}
