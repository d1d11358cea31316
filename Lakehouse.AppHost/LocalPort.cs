using System.Net;
using System.Net.Sockets;

namespace Lakehouse.AppHost;

/// <summary>TCP ports of localhost.</summary>
internal static class LocalPort
{
    // Below the ports that operating systems give to outgoing connections (Linux: from 32768): between the choice and the moment when
    // somebody listens there, seconds later, no connection takes one of these, and two starts at once hardly draw the same.
    private const int First = 20_000;
    private const int Last = 32_000;

    public static int Free()
    {
        int port;
        do
        {
            port = Random.Shared.Next(First, Last);
        }
        while (!IsFree(port));

        return port;
    }

    /// <summary>Whether nobody listens on it, neither on 127.0.0.1 nor, where there is IPv6, on [::1]: "localhost" means both.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return true; // No such address here, so nobody is in the way.
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
