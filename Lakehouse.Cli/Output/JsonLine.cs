using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.Cli.Output;

/// <summary>Writes objects for machines: one on each line of standard output.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object, with the end of its line.</summary>
    public static byte[] Bytes<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Options), (byte)'\n'];

    /// <summary>Writes one object.</summary>
    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public static ValueTask WriteAsync<T>(StandardOutput output, T value, CancellationToken cancellationToken) => output.WriteAsync(Bytes(value), cancellationToken);

    /// <summary>Writes the only object of a command.</summary>
    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public static async Task WriteAsync<T>(T value, CancellationToken cancellationToken)
    {
        await using var output = new StandardOutput();
        await WriteAsync(output, value, cancellationToken);
    }
}
