using System.Text.Json;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>The hint <c>_delta_log/_last_checkpoint</c>: where a listing of the log may start.</summary>
/// <remarks><code>{"version":40,"size":13,"parts":2,"sizeInBytes":22268,"numOfAddFiles":10}</code></remarks>
internal static class LastCheckpoint
{
    public const string Path = LogFile.Folder + "_last_checkpoint";

    /// <summary>The version in the hint; null when there is none or when it cannot be read, for it is only a hint.</summary>
    public static async Task<long?> ReadVersionAsync(ObjectStore store, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(await store.ReadAsync(Path, cancellationToken).ConfigureAwait(false));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public static byte[] Write(long version, long actions, long size, long addFiles)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            json.WriteNumber("size", actions);
            json.WriteNumber("sizeInBytes", size);
            json.WriteNumber("numOfAddFiles", addFiles);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static long? Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt64(out var value) && value >= 0 ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
