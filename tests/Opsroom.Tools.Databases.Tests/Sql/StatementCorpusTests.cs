using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Tests.Sql;

/// <summary>What PostgreSQL's own parser accepts is split alike and is no fault.</summary>
public sealed class StatementCorpusTests
{
    private static string File => Path.Combine(AjvJudge.RepositoryRoot, "tests", "Opsroom.Tools.Databases.Tests", "Sql", "corpus.sql");

    [Fact]
    public async Task Statements_are_split_as_PostgreSQL_splits_them_and_all_can_be_read()
    {
        var sql = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        Compare(sql);
    }

    [Fact]
    public void The_scripts_of_the_servers_own_extensions_can_be_read()
    {
        const string Folder = "/usr/share/postgresql/15/extension";
        Assert.SkipUnless(Directory.Exists(Folder), "PostgreSQL's extensions are not installed; run eng/install-services.");
        foreach (var script in Directory.EnumerateFiles(Folder, "*.sql"))
        {
            var text = string.Join('\n', System.IO.File.ReadAllLines(script).Where(line => !line.StartsWith('\\')));
            if (PgQuery.Split(text) is not null)
            {
                Compare(text);
            }
        }
    }

    private static void Compare(string sql)
    {
        var expected = PgQuery.Split(sql);
        Assert.True(expected is not null, "PostgreSQL refuses the corpus itself.");
        var bytes = Encoding.UTF8.GetBytes(sql);
        var script = StatementParser.Parse(sql, SqlDialect.PostgreSql);
        var theirs = expected.Value.Select(each => Ends(Encoding.UTF8.GetString(bytes, each.Start, each.Length), SqlDialect.PostgreSql)).ToList();
        var ours = script.Statements.Select(each => each.Text).ToList();
        Assert.Equal(theirs, ours);
        Assert.Empty(script.Statements.OfType<BrokenStatement>().Select(each => $"{each.Fault.Message} in: {each.Text}"));
    }

    // as written, without comments
    private static string Ends(string sql, SqlDialect dialect)
    {
        var text = SqlTokenizer.Read(sql, dialect);
        return text.Written(0, text.Tokens.Length);
    }
}
