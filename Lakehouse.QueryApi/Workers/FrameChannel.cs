using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lakehouse.QueryApi.Workers;

/// <summary>Frames over a local socket: one byte kind, four bytes length (little endian), content.</summary>
/// <remarks>One reader and, because a cancellation may overtake a command, several writers.</remarks>
internal sealed class FrameChannel(Socket socket) : IDisposable
{
    private const int HeaderLength = 5;

    private const int MaxCopied = 16 * 1024;

    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly byte[] header = new byte[HeaderLength];
    private byte[] content = new byte[4_096];

    /// <summary>Bytes of the current frame that have come, its header included.</summary>
    private int received;

    /// <summary>Reads the next frame; its content is valid until the next call.</summary>
    public async ValueTask<(FrameKind Kind, ReadOnlyMemory<byte> Content)> ReadAsync(CancellationToken cancellationToken)
    {
        // A read that was cancelled goes on where it stopped: the next frame begins where this one ends.
        while (received < HeaderLength)
        {
            if (!await ReceiveAsync(header.AsMemory(received), cancellationToken))
            {
                return (FrameKind.Closed, default);
            }
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1));
        if (content.Length < length)
        {
            content = new byte[Math.Max(length, content.Length * 2)];
        }

        while (received < HeaderLength + length)
        {
            if (!await ReceiveAsync(content.AsMemory(received - HeaderLength, HeaderLength + length - received), cancellationToken))
            {
                return (FrameKind.Closed, default);
            }
        }

        received = 0;
        return ((FrameKind)header[0], content.AsMemory(0, length));
    }

    /// <summary>Writes a frame.</summary>
    public async ValueTask WriteAsync(FrameKind kind, ReadOnlyMemory<byte> bytes)
    {
        // One write for small frames: two would be two packets and two wake-ups. Large ones are not copied.
        var head = new byte[HeaderLength + (bytes.Length <= MaxCopied ? bytes.Length : 0)];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), bytes.Length);
        bytes[..(head.Length - HeaderLength)].CopyTo(head.AsMemory(HeaderLength));
        await writing.WaitAsync();
        try
        {
            await SendAsync(head);
            await SendAsync(bytes[(head.Length - HeaderLength)..]);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Writes a frame with JSON.</summary>
    public ValueTask WriteAsync<T>(FrameKind kind, T message, JsonTypeInfo<T> type) => WriteAsync(kind, JsonSerializer.SerializeToUtf8Bytes(message, type));

    public void Dispose()
    {
        socket.Dispose();
        writing.Dispose();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> rest)
    {
        while (rest.Length > 0)
        {
            rest = rest[await socket.SendAsync(rest)..];
        }
    }

    private async ValueTask<bool> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            var read = await socket.ReceiveAsync(target, cancellationToken);
            received += read;
            return read > 0;
        }
        catch (SocketException)
        {
            // A killed process resets its connections: the same end as a closed one.
            return false;
        }
    }
}
