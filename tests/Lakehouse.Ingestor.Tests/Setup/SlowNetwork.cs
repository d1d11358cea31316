using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>A way to a server on which rows come slowly (400 KB a second in all), so that a load is caught in the middle however busy the machine is.</summary>
internal sealed class SlowNetwork : IAsyncDisposable
{
    private const int Piece = 16 * 1024;
    private const int LongestControlMessage = 1024;

    private static readonly TimeSpan PauseOfPiece = TimeSpan.FromMilliseconds(40);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly Task accepting;

    public SlowNetwork(TestDatabase database)
    {
        server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The same database, by this way.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>Whether rows come as fast as they can.</summary>
    public bool IsFast { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Dispose();
        turn.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    /// <summary>Passes on what both sides say until one of them is gone.</summary>
    private async Task ConnectAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, server.Port, stop.Token);
                await await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream(), isSlow: false), PassAsync(far.GetStream(), near.GetStream(), isSlow: true));
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // One side was killed, or the test is over.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool isSlow)
    {
        var piece = new byte[Piece];
        while (await from.ReadAsync(piece, stop.Token) is > 0 and var bytes)
        {
            if (isSlow && !IsFast && bytes > LongestControlMessage)
            {
                await turn.WaitAsync(stop.Token);
                try
                {
                    await Task.Delay(PauseOfPiece * bytes / Piece, stop.Token);
                }
                finally
                {
                    turn.Release();
                }
            }

            await to.WriteAsync(piece.AsMemory(0, bytes), stop.Token);
        }
    }
}
