using System.Globalization;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;
using YamlDotNet.Serialization;

namespace Opsroom.Tools.Databases.Tests.Linting;

/// <summary>The labelled migrations of <c>evals/development/lint-sql</c>: how many are judged as the engines and the field do.</summary>
public sealed class LintCasesTests(ITestOutputHelper output)
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().IgnoreUnmatchedProperties().Build();

    private static string Folder => Path.Combine(AjvJudge.RepositoryRoot, "evals", "development", "lint-sql");

    [Fact]
    public void Migrations_are_judged_as_the_field_does()
    {
        var (right, all) = (0, 0);
        foreach (var file in new[] { "postgresql", "mysql", "sqlite" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.sql")).Order(StringComparer.Ordinal))
        {
            var wanted = Read(Path.ChangeExtension(file, ".yaml"));
            var lint = Lint(File.ReadAllText(file), Text(wanted, "db_type")!, Text(wanted, "server_version"));
            var wrong = Judge(wanted, lint).ToList();
            all++;
            right += wrong.Count == 0 ? 1 : 0;
            foreach (var each in wrong)
            {
                output.WriteLine($"{Path.GetRelativePath(Folder, file)}: {each}");
            }
        }

        output.WriteLine($"{right} of {all}");
        Assert.True(right >= all * 0.95, $"{right} of {all} migrations are judged right.");
    }

    [Fact]
    public void Locks_are_those_that_PostgreSQL_took()
    {
        var (right, all) = (0, 0);
        var schema = File.ReadAllText(Path.Combine(Folder, "base", "postgresql.sql"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "locks"), "*.sql").Order(StringComparer.Ordinal))
        {
            var wanted = Read(Path.ChangeExtension(file, ".yaml"));
            var before = Text(wanted, "before");
            var lint = Lint(before is null ? File.ReadAllText(file) : $"{before.TrimEnd().TrimEnd(';')};\n{File.ReadAllText(file)}", "postgresql", Text(wanted, "server_version"), schema);
            var last = lint.Locks.Where(each => each.Statement == lint.Statements).ToList();
            var also = List(wanted, "also").Select(each => Name(Text(each, "object")!)).ToList();
            var wrong = new List<string>();
            foreach (var held in List(wanted, "locks"))
            {
                var name = Name(Text(held, "object")!);
                var ours = last.FirstOrDefault(each => Name(each.Object) == name);
                if (ours is null || !string.Equals(ours.Mode.Replace(" ", "", StringComparison.Ordinal) + "LOCK", Text(held, "mode"), StringComparison.OrdinalIgnoreCase))
                {
                    wrong.Add($"{name}: {Text(held, "mode")}, not {ours?.Mode ?? "none"}");
                }
                else if (Text(held, "rewrites") is { } rewrites && Text(held, "unseen") is null && bool.Parse(rewrites) != ours.Rewrites)
                {
                    wrong.Add($"{name}: rewrites {rewrites}");
                }
                else if (Text(held, "scans") is { } scans && bool.Parse(scans) != ours.Scans)
                {
                    wrong.Add($"{name}: scans {scans}");
                }
            }

            wrong.AddRange(last.Where(each => List(wanted, "locks").All(held => Name(Text(held, "object")!) != Name(each.Object)) && !also.Contains(Name(each.Object))).Select(each => $"{each.Object}: {each.Mode} is not taken"));
            all++;
            right += wrong.Count == 0 ? 1 : 0;
            foreach (var each in wrong)
            {
                output.WriteLine($"{Path.GetFileName(file)}: {each}");
            }
        }

        output.WriteLine($"{right} of {all}");
        Assert.True(right >= all * 0.95, $"{right} of {all} statements' locks are told right.");
    }

    private static IEnumerable<string> Judge(Dictionary<string, object?> wanted, MigrationLint lint)
    {
        var covered = Numbers(wanted, "opinions_differ").ToHashSet();
        foreach (var expected in List(wanted, "expected"))
        {
            var (from, severity) = (Number(expected, "line"), Enum.Parse<Severity>(Text(expected, "severity")!, ignoreCase: true));
            var to = Text(expected, "end_line") is null ? from : Number(expected, "end_line");
            covered.UnionWith(Enumerable.Range(from, to - from + 1));
            if (!lint.Findings.Any(each => each.Line >= from && each.Line <= to && each.Severity <= severity))
            {
                yield return $"line {from}: no {Text(expected, "severity")} ({Text(expected, "danger")}); told: {string.Join(", ", lint.Findings.Where(each => each.Line >= from && each.Line <= to).Select(each => $"{each.Rule} {each.Severity}"))}";
            }
        }

        foreach (var alarm in lint.Findings.Where(each => each.Severity < Severity.Info && !covered.Contains(each.Line!.Value)))
        {
            yield return $"line {alarm.Line}: false alarm {alarm.Rule}: {alarm.Message}";
        }
    }

    private static MigrationLint Lint(string sql, string type, string? version, string? schema = null)
    {
        var dialect = type switch { "postgresql" => SqlDialect.PostgreSql, "sqlite" => SqlDialect.Sqlite, "mariadb" => SqlDialect.MariaDb, _ => SqlDialect.MySql };
        return MigrationLinter.Lint(sql, new LintTerms(dialect, version is null ? EngineVersion.Usual(dialect) : EngineVersion.Parse(version)!, new TableSizes(null), schema));
    }

    private static Dictionary<string, object?> Read(string file) => Yaml.Deserialize<Dictionary<string, object?>>(File.ReadAllText(file));

    private static string? Text(Dictionary<string, object?> map, string key) => map.GetValueOrDefault(key) as string;

    private static int Number(Dictionary<string, object?> map, string key) => int.Parse(Text(map, key)!, CultureInfo.InvariantCulture);

    private static IEnumerable<int> Numbers(Dictionary<string, object?> map, string key) =>
        map.GetValueOrDefault(key) is List<object?> list ? list.Select(each => int.Parse((string)each!, CultureInfo.InvariantCulture)) : [];

    private static List<Dictionary<string, object?>> List(Dictionary<string, object?> map, string key) => map.GetValueOrDefault(key) is List<object?> list
        ? [.. list.OfType<Dictionary<object, object?>>().Select(each => each.ToDictionary(pair => (string)pair.Key, pair => pair.Value, StringComparer.Ordinal))] : [];

    private static string Name(string name) => name.Replace("public.", "", StringComparison.Ordinal).Trim('"');
}
