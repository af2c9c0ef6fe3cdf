using System.Text.Json;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>The operator's schema file, read when first needed and again when it changes.</summary>
internal sealed class SchemaFile(string path)
{
    private readonly Lock gate = new();
    private (DateTime Written, long Length, JsonSchema? Schema) current;

    /// <summary>The schema, or why there is none.</summary>
    public (JsonSchema? Schema, string? Fault) Read()
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return (null, $"{path} does not exist");
            }

            lock (gate)
            {
                if (current.Written != file.LastWriteTimeUtc || current.Length != file.Length)
                {
                    current = (file.LastWriteTimeUtc, file.Length, JsonSchema.Parse(File.ReadAllBytes(path)));
                }

                return (current.Schema, null);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException)
        {
            return (null, $"{path} cannot be read: {fault.Message}");
        }
    }
}
