using Microsoft.Win32.SafeHandles;

namespace Lakehouse.Cli.Output;

/// <summary>Standard output as bytes.</summary>
internal sealed class StandardOutput : IAsyncDisposable
{
    private readonly Stream stream = Open();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException closed)
        {
            throw new OutputClosedException(closed);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException closed)
        {
            throw new OutputClosedException(closed);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>
    /// .NET's console stream hides that the reader of a pipe has gone; the file behind it does not. A file on a disk has no reader, but an offset
    /// that it shares with other writers, and that only the console's stream moves on.
    /// </summary>
    private static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        return file.CanSeek ? Console.OpenStandardOutput() : file;
    }
}
