using System.Runtime.InteropServices;
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

            // where another process was first, its key is the one that counts
            return Publish(draft, path) ? key : Read(path)!;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // File.Move looks whether the target is there and then renames over it on Unix: of two that start together both would succeed. A link is made once.
    private static bool Publish(string draft, string path)
    {
        if (!OperatingSystem.IsWindows() && Link(draft, path) == 0)
        {
            return true;
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

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
