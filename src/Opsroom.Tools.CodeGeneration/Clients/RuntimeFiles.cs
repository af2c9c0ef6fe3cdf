using System.Text;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>The parts of a client that are the same for every contract: files of this assembly in which only names are put in.</summary>
internal static class RuntimeFiles
{
    /// <param name="name">Folder and file: <c>TypeScript/Runtime/runtime.ts</c>.</param>
    /// <param name="names">What stands in the file in the place of a name, and the name.</param>
    public static string Read(string name, params ReadOnlySpan<(string Placeholder, string Name)> names)
    {
        using var stream = typeof(RuntimeFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is no resource of this assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        foreach (var (placeholder, put) in names)
        {
            text = text.Replace(placeholder, put, StringComparison.Ordinal);
        }

        return text;
    }
}
