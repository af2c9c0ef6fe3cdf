using Opsroom.TestKit.Harness;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Explaining;
using Opsroom.Tools.Databases.Tests.Connections;

namespace Opsroom.Tools.Databases.Tests.Explaining;

public sealed class ExplainToolsTests(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private const string Slow = "SELECT * FROM orders WHERE customer_id = 42 ORDER BY id LIMIT 20";

    private readonly TestDatabases databases = new(postgres, mariadb);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Postgresql, "seq-scan")]
    [InlineData(DatabaseKind.Mariadb, "full-scan")]
    [InlineData(DatabaseKind.Sqlite, "full-scan")]
    public async Task A_table_that_is_read_from_end_to_end_is_found_with_the_index_that_would_help(DatabaseKind kind, string rule)
    {
        var directory = await OrdersAsync(kind);
        var explained = await ExplainAsync(directory, "SELECT * FROM orders WHERE customer_id = 42");
        Assert.Contains(explained.Findings, finding => finding.Rule == rule && finding.Object == "table/orders");
        var index = Assert.Single(explained.SuggestedIndexes);
        Assert.Equal(("orders", "customer_id"), (index.Table, Assert.Single(index.Columns)));
        Assert.True(index.Verified, index.Reason);
        Assert.Equal(kind == DatabaseKind.Postgresql, index.CostAfter < index.CostBefore);
        Assert.Equal(kind == DatabaseKind.Postgresql, index.Statement.Contains("CONCURRENTLY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DatabaseKind.Postgresql, "SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'orders'")]
    [InlineData(DatabaseKind.Mariadb, "SELECT count(*) AS n FROM information_schema.statistics WHERE table_schema = database()")]
    [InlineData(DatabaseKind.Sqlite, "SELECT count(*) AS n FROM sqlite_master WHERE type = 'index'")]
    public async Task Trying_an_index_leaves_nothing_behind(DatabaseKind kind, string count)
    {
        var directory = await OrdersAsync(kind);
        await using var database = (await directory.OpenAsync("test", DatabaseAccess.Read, Token)).Value!;
        var before = (await database.QueryAsync(count, Token))[0].Number("n");
        Assert.Contains((await ExplainAsync(directory, Slow)).SuggestedIndexes, index => index.Verified);
        Assert.Equal(before, (await database.QueryAsync(count, Token))[0].Number("n"));
    }

    [Theory]
    [InlineData(DatabaseKind.Postgresql)]
    [InlineData(DatabaseKind.Mariadb)]
    public async Task On_a_read_only_connection_an_index_is_not_tried_and_that_is_said(DatabaseKind kind)
    {
        var directory = await OrdersAsync(kind, isReadOnly: true);
        var index = Assert.Single((await ExplainAsync(directory, "SELECT * FROM orders WHERE customer_id = 42")).SuggestedIndexes);
        Assert.False(index.Verified);
        Assert.Contains("Databases:test:ReadOnly", index.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM orders WHERE note LIKE '%x'", "leading-wildcard")]
    [InlineData("SELECT * FROM orders WHERE lower(note) = 'x'", "function-on-column")]
    [InlineData("SELECT * FROM orders ORDER BY id OFFSET 5000 LIMIT 10", "offset-paging")]
    [InlineData("SELECT * FROM orders WHERE customer_id = 42.5", "implicit-cast")]
    [InlineData("SELECT count(*) FROM orders a, orders b", "cartesian-join")]
    public async Task What_makes_a_query_slow_is_told(string sql, string rule)
    {
        var directory = await OrdersAsync(DatabaseKind.Postgresql, isReadOnly: true);
        Assert.Contains((await ExplainAsync(directory, sql)).Findings, finding => finding.Rule == rule);
    }

    [Fact]
    public async Task A_query_that_is_run_tells_rows_and_time_and_where_the_estimate_was_wrong()
    {
        var directory = await OrdersAsync(DatabaseKind.Postgresql);
        var explained = await ExplainAsync(directory, "SELECT * FROM orders WHERE customer_id % 2 = 0 AND (customer_id + 1) % 2 = 1", analyze: true);
        Assert.True(explained.Analyzed);
        Assert.NotNull(explained.Milliseconds);
        Assert.Contains(explained.Findings, finding => finding.Rule == "misestimate");
    }

    [Theory]
    [InlineData("DELETE FROM orders", false)]
    [InlineData("SELECT 1; DROP TABLE orders", false)]
    [InlineData("SELECT 1; SELECT 2", false)]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone", false)]
    [InlineData("SELECT * INTO copy FROM orders", false)]
    [InlineData("SELECT * FROM orders FOR UPDATE", false)]
    [InlineData("EXPLAIN ANALYZE DELETE FROM orders", false)]
    [InlineData("SELECT * FROM orders WHERE id = $1", false)]
    [InlineData("SELEC * FROM orders", false)]
    [InlineData("SELECT pg_terminate_backend(1)", true)]
    [InlineData("SELECT * FROM orders WHERE id = bump()", true)]
    public async Task What_is_not_one_query_that_only_reads_is_refused(string sql, bool analyze)
    {
        var directory = await OrdersAsync(DatabaseKind.Postgresql);
        await using var database = (await directory.OpenAsync("test", DatabaseAccess.Write, Token)).Value!;
        await database.ExecuteAsync("CREATE FUNCTION bump() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT 1::bigint'", Token);
        var result = await new ExplainTools(directory).ExplainAsync("test", sql, Context(), Token, analyze);
        Assert.Equal(FaultCodes.InvalidArgument, result.Failure?.Code);
        Assert.Equal(20_000, (await database.QueryAsync("SELECT count(*) AS n FROM orders", Token))[0].Number("n"));
    }

    [Theory]
    [InlineData(DatabaseKind.Postgresql)]
    [InlineData(DatabaseKind.Mariadb)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task A_table_that_is_not_there_is_the_callers_mistake(DatabaseKind kind)
    {
        var directory = await databases.CreateAsync(kind);
        var failure = (await new ExplainTools(directory).ExplainAsync("test", "SELECT * FROM nothing", Context(), Token)).Failure!;
        Assert.Equal(FaultCodes.InvalidArgument, failure.Code);
        Assert.Contains("nothing", failure.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => databases.DisposeAsync();

    private static ToolContext Context() => new("call", "direct", new FilesInMemory(), _ => { });

    private static async Task<ExplainedQuery> ExplainAsync(DatabaseDirectory directory, string sql, bool analyze = false)
    {
        var result = await new ExplainTools(directory).ExplainAsync("test", sql, Context(), Token, analyze);
        Assert.Null(result.Failure);
        return result.Value!;
    }

    /// <summary>20,000 orders of 1,000 customers.</summary>
    private async Task<DatabaseDirectory> OrdersAsync(DatabaseKind kind, bool isReadOnly = false)
    {
        var directory = await databases.CreateAsync(kind, isReadOnly);
        await using var database = await TestDatabases.OpenAgainAsync(directory);
        await database.ExecuteAsync("CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int NOT NULL, note varchar(50))", Token);
        await database.ExecuteAsync(
            kind switch
            {
                DatabaseKind.Postgresql => "INSERT INTO orders SELECT i, i % 1000, 'note ' || i FROM generate_series(1, 20000) i; ANALYZE orders",
                DatabaseKind.Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO orders SELECT i, i % 1000, 'note ' || i FROM n; ANALYZE",
                _ => "INSERT INTO orders SELECT seq, seq % 1000, concat('note ', seq) FROM seq_1_to_20000; ANALYZE TABLE orders",
            },
            Token);
        return directory;
    }
}
