using System.Net;
using System.Net.Sockets;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>
/// Keeps a port for a server that is started again: who asks for any port does not get it, and the server does, because the socket
/// that is bound to it does not listen.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="port">Of a server that has just ended.</param>
    public HeldPort(int port) => socket.Bind(new IPEndPoint(IPAddress.Loopback, port));

    public void Dispose() => socket.Dispose();
}
