using Opsroom.TestKit.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

public sealed class PostgresServerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_stopped_or_crashes_comes_back_with_what_it_held(bool crash)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = new PostgresServer();
        var url = await server.CreateDatabaseAsync(cancellation);
        await server.ExecuteInAsync(url, "CREATE TABLE kept AS SELECT 42 AS answer", cancellation);

        await server.StopAsync(crash, cancellation);
        await server.StartAsync(cancellation);

        Assert.Equal(42, await server.ExecuteInAsync(url, "SELECT answer FROM kept", cancellation));
    }
}
