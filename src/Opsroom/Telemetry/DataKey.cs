using System.Security.Cryptography;

namespace Opsroom.Telemetry;

/// <summary>
/// The key that names secrets and, kept outside the database, seals them. It comes from <c>OPSROOM_DATA_KEY</c> or from the file <c>data.key</c>
/// in the data directory, which is made at the first start and readable by its owner only.
/// </summary>
public static class DataKey
{
    public const string EnvironmentName = "OPSROOM_DATA_KEY";
    public const string FileName = "data.key";

    /// <summary>Length of the key in bytes.</summary>
    public const int Length = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="directory">The data directory; it is made where it is missing.</param>
    /// <param name="environmentValue">The value of <c>OPSROOM_DATA_KEY</c>: 32 bytes as base64 or hexadecimal; null or empty where it is not set.</param>
    /// <exception cref="DataKeyException">There is no usable key; the message says what to do.</exception>
    public static byte[] LoadOrCreate(string directory, string? environmentValue)
    {
        if (!string.IsNullOrWhiteSpace(environmentValue))
        {
            return Decode(environmentValue)
                ?? throw new DataKeyException($"{EnvironmentName} is not a key: give it {Length} bytes as base64 or hexadecimal, for example from 'openssl rand -base64 {Length}'.");
        }

        var path = Path.Combine(directory, FileName);
        try
        {
            Directory.CreateDirectory(directory);
            return Read(path) ?? Create(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataKeyException($"The data key {path} cannot be read or written ({error.Message}): make {directory} writable, or set {EnvironmentName}.", error);
        }
    }

    private static byte[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return Decode(File.ReadAllText(path))
            ?? throw new DataKeyException($"{path} does not hold a data key ({Length} bytes as base64): restore it from a backup, or remove it to have a new one made; what was sealed with the old one stays unreadable.");
    }

    private static byte[] Create(string path)
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (var file = new FileStream(draft, options))
            using (var writer = new StreamWriter(file))
            {
                writer.WriteLine(Convert.ToBase64String(key));
                writer.Flush();
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            // another process was first; its key is the one that counts
            File.Delete(draft);
            return Read(path)!;
        }
    }

    private static byte[]? Decode(string text)
    {
        text = text.Trim();
        if (text.Length == Length * 2 && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var bytes = new byte[Length + 1];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == Length ? bytes[..Length] : null;
    }
}

/// <summary>There is no usable data key; the message says what is wrong and what to do.</summary>
public sealed class DataKeyException(string message, Exception? inner = null) : Exception(message, inner);
