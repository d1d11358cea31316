using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>
/// Free ports of localhost that stay so until a child listens there, which may be seconds later. On Linux a socket that is bound and does not
/// listen keeps a port from all who ask for any, and not from who asks for this one; elsewhere the ports are only different ones.
/// </summary>
internal sealed class ReservedPorts : IDisposable
{
    private readonly Dictionary<int, Socket> _held = [];

    /// <summary>Another port.</summary>
    public int Take()
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (!OperatingSystem.IsLinux())
            {
                socket.Dispose();
            }

            if (_held.TryAdd(port, socket))
            {
                return port;
            }
        }
    }

    public void Dispose()
    {
        foreach (var socket in _held.Values)
        {
            socket.Dispose();
        }
    }
}
