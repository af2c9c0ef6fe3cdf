using System.Globalization;
using System.Reflection;

namespace Opsroom.Threads;

/// <summary>The numbered SQL files beside a store's code, each applied once. The last statement of each records its version.</summary>
internal sealed class SqlFiles
{
    private readonly IReadOnlyList<(int Version, string Sql)> _files;

    /// <param name="store">A type in the folder whose <c>Schema/</c> holds the files.</param>
    public SqlFiles(Type store) => _files = [.. Read($"{store.Namespace}.Schema.").OrderBy(file => file.Version)];

    /// <summary>The newest version that this program knows.</summary>
    public int Newest => _files[^1].Version;

    /// <summary>The files that a database of some version lacks, in order.</summary>
    public IEnumerable<string> After(int version) => _files.Where(file => file.Version > version).Select(file => file.Sql);

    /// <summary>Refuses a database that a newer program upgraded, unless that program says that this one can use it.</summary>
    /// <param name="database">What to call it.</param>
    public void Check(string database, int version, int oldestCompatible)
    {
        if (oldestCompatible > Newest)
        {
            throw new StoreUnavailableException(
                $"The database {database} was upgraded by a newer server (schema {version}, usable from schema {oldestCompatible} on; this one knows {Newest}): start the newer server.");
        }
    }

    private static IEnumerable<(int Version, string Sql)> Read(string prefix)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                yield return (int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), text.ReadToEnd());
            }
        }
    }
}
