using System.Data.Common;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Diffing;

namespace Opsroom.Tools.Databases.Tests.Diffing;

/// <summary>Runs migrations and compares what comes of them.</summary>
internal static class MigrationRuns
{
    public static async Task ApplyAsync(OpenDatabase database, IReadOnlyCollection<string> statements)
    {
        foreach (var statement in statements)
        {
            try
            {
                await database.ExecuteAsync(statement, TestContext.Current.CancellationToken);
            }
            catch (DbException refused)
            {
                Assert.Fail($"{refused.Message}\n{statement}\n\n{SchemaMigration.Text(statements)}");
            }
        }
    }

    public static void Same(string expected, string actual, IEnumerable<string> statements)
    {
        var (wanted, found) = (expected.Split('\n'), actual.Split('\n'));
        Assert.True(expected == actual, $"missing:\n{string.Join('\n', wanted.Except(found, StringComparer.Ordinal))}\nextra:\n{string.Join('\n', found.Except(wanted, StringComparer.Ordinal))}\n\n{SchemaMigration.Text(statements)}");
    }
}
