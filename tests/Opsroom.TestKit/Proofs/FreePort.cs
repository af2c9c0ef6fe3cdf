using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Opsroom.TestKit.Proofs;

/// <summary>
/// Ports for servers that a test starts: free now, given to no outgoing connection, and to no other test, in this process or another, as long as this one lives:
/// test modules run side by side, and a server that is killed and started again finds its port as it left it.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;

    // where Linux begins to give ports to outgoing connections (ip_local_port_range)
    private const int End = 32_000;

    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "opsroom-test-ports")).FullName;
    private static readonly List<FileStream> Leases = [];

    /// <param name="random">Chooses; a proof that repeats the choices of an earlier run gives its own.</param>
    public static int Take(Random? random = null)
    {
        while (true)
        {
            var port = (random ?? Random.Shared).Next(First, End);
            if (Lease(port) is { } lease)
            {
                if (IsFree(port))
                {
                    lock (Leases)
                    {
                        Leases.Add(lease);
                    }

                    return port;
                }

                lease.Dispose();
            }
        }
    }

    /// <summary>A lock on a file, which ends with the process; null where another has it.</summary>
    private static FileStream? Lease(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
