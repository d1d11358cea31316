using Microsoft.Win32.SafeHandles;

namespace Lakehouse.Cli.Output;

/// <summary>Standard output as bytes.</summary>
internal sealed class StandardOutput : IAsyncDisposable
{
    // .NET's console stream hides that the reader has gone; the file behind it does not.
    private readonly Stream stream = OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);

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

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
