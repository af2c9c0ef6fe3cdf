using Opsroom.Tools.Databases.Connections;
using YamlDotNet.RepresentationModel;

namespace Opsroom.Tools.Databases.Tests.Diffing;

/// <summary>A pair of schemas of <c>evals/development/schemas</c>.</summary>
internal sealed record SchemaPair(string Name, DatabaseKind Kind, string From, string To, string? Seed, bool IsDestructive, bool IsRename, IReadOnlyList<string> Kept, IReadOnlyList<(string Query, string Answer)> AfterUp)
{
    private static readonly string Folder = Path.Combine(Root(), "evals", "development", "schemas");

    public static IEnumerable<string> Names => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "meta.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal)
        : [];

    public static SchemaPair Read(string name)
    {
        var folder = Path.Combine(Folder, name);
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(folder, "meta.yaml"))));
        var meta = (YamlMappingNode)stream.Documents[0].RootNode;
        var seed = Path.Combine(folder, "seed.sql");
        return new SchemaPair(
            name, name.Split('/')[0] switch { "postgresql" => DatabaseKind.Postgresql, "mysql" => DatabaseKind.Mysql, _ => DatabaseKind.Sqlite },
            File.ReadAllText(Path.Combine(folder, "from.sql")), File.ReadAllText(Path.Combine(folder, "to.sql")), File.Exists(seed) ? File.ReadAllText(seed) : null,
            Text(meta, "destructive") == "true", Text(meta, "rename") is not null,
            [.. Items(meta, "kept").Select(node => node.ToString())], [.. Items(meta, "after_up").Cast<YamlMappingNode>().Select(node => (Text(node, "query")!, Text(node, "answer")!))]);
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children : [];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Opsroom.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
