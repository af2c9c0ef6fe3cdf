namespace Opsroom.Threads.Sqlite;

/// <summary>Keeps a second server off a data folder. The operating system lets go of it when the process dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    public const string FileName = "opsroom.lock";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Creates the folder where it is missing and takes its lock.</summary>
    /// <exception cref="StoreUnavailableException">The folder cannot be made or written, or another server uses it.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            CreateFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The data folder '{folder}' cannot be created ({exception.Message}): make its parent writable, or choose another folder with --data.", exception);
        }

        var path = Path.Combine(folder, FileName);
        try
        {
            return new DataFolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new StoreInUseException(
                $"Another server uses the data folder '{folder}': stop it, or choose another folder with --data.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The data folder '{folder}' cannot be written ({exception.Message}): make it writable for the user who runs the server, or choose another with --data.", exception);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // tasks, logs and files of every thread: nobody's business but the server's
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of flock on Linux and macOS, ERROR_SHARING_VIOLATION on Windows
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 11 or 35 or 32;
}
