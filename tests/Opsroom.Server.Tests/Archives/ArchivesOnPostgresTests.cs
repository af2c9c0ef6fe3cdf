using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Opsroom.Retention;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Server;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Archives;

public sealed class ArchivesOnPostgresTests(PostgresServer database)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Threads_move_between_stores_and_retention_holds_there_too()
    {
        await using var embedded = await ArchivesTests.WithThreadAsync("t1");
        using var file = new ByteArrayContent(new byte[2_500_000]);
        await embedded.Client.PutAsync("/threads/t1/artifacts/large.bin", file, Cancelled);
        var exported = await ArchivesTests.ExportAsync(embedded, "t1");

        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var url = await database.CreateDatabaseAsync(Cancelled);
        await using (var server = await ScriptedServer.StartAsync(options => options with
        {
            TimeProvider = time,
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Store:Url"] = url,
                ["Retention:Period"] = "30.00:00:00",
                ["Retention:Artifacts:MaxAgeDays"] = "3",
                ["Retention:Threads:MaxAgeDays"] = "7",
            },
        }))
        {
            Assert.Equal(HttpStatusCode.Created, (await ArchivesTests.ImportAsync(server, exported)).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await ArchivesTests.ImportAsync(server, exported)).Status);
            Assert.Equal("of t1", await server.Client.GetStringAsync("/threads/t1/artifacts/a.txt", Cancelled));
            Assert.Equal(2_500_000, (await server.Client.GetByteArrayAsync("/threads/t1/artifacts/large.bin", Cancelled)).Length);
            var again = ArchiveFile.Read(await ArchivesTests.ExportAsync(server, "t1"));
            Assert.Equal(ArchiveFile.Read(exported).Hashes, again.Hashes[..^1]);
            Assert.Equal(HttpStatusCode.Created, (await ArchivesTests.ImportAsync(embedded, again.ToBytes(), "?thread_id=back")).Status);

            time.Advance(TimeSpan.FromDays(4));
            Assert.Equal([RetentionTarget.Files], await SweepAsync(server));
            Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync("/threads/t1/artifacts/large.bin", Cancelled)).StatusCode);
            Assert.Empty((await server.Server.Services.GetRequiredService<IStore>().VerifyAsync(rebuild: false, Cancelled)).Problems);
            time.Advance(TimeSpan.FromDays(4));
            Assert.Equal([RetentionTarget.Thread], await SweepAsync(server));
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/threads/t1", Cancelled)).StatusCode);
            Assert.Empty((await server.Server.Services.GetRequiredService<IStore>().VerifyAsync(rebuild: false, Cancelled)).Problems);
        }

        await database.ReleaseDatabaseAsync(url, Cancelled);
    }

    private static async Task<List<RetentionTarget>> SweepAsync(ServerFixture server)
    {
        var removed = new List<RetentionTarget>();
        await server.Server.Services.GetRequiredService<RetentionSweep>().RunAsync(apply: true, (item, _) => removed.Add(item.Target), Cancelled);
        return removed;
    }
}
