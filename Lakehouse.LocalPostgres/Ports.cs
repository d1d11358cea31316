using System.Net;
using System.Net.Sockets;

namespace Lakehouse.LocalPostgres;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class Ports
{
    /// <summary>One that is free now. It is not held: whoever binds it first has it.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
