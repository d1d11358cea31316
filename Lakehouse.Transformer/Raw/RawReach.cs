using System.Text.Json;
using Lakehouse.Storage;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Raw;

/// <summary>
/// How far back a table's raw files reach, once retention has deleted some: <c>{raw}/{source}/_transformer/{schema}.{table}.json</c> with
/// <c>{"deletedThrough": 20261122100000000, "notNeededThrough": 7}</c>. It is written before the files go, so that what is missing is never taken for complete.
/// </summary>
internal sealed class RawReach(ObjectStore source, string schema, string table)
{
    private readonly string path = $"_transformer/{schema}.{table}.json";

    /// <summary>Refuses to build a table from files that are not all there any more.</summary>
    /// <param name="read">Number of the file after which files are needed; null needs all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="StagingException">Retention has deleted files that are needed.</exception>
    public async Task CheckAsync(long? read, CancellationToken cancellationToken)
    {
        if (await DeletedThroughAsync(cancellationToken) is { } deleted && (read is null || read < deleted))
        {
            throw new StagingException($"Cannot build '{table}' anew from raw: retention has deleted the files up to number {deleted}, and {(read is { } number ? $"those after {number}" : "all")} are needed. Choose a later version, or have the table loaded again.");
        }
    }

    /// <summary>Number of the last file that retention has deleted and that counted; null when all are there.</summary>
    public async Task<long?> DeletedThroughAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).DeletedThrough;

    /// <summary>Number of the last file that retention has deleted and that no replay needs, for the table was emptied later; null when there is none.</summary>
    public async Task<long?> NotNeededThroughAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).NotNeededThrough;

    /// <summary>Notes that files are deleted that count.</summary>
    public async Task WriteAsync(long deletedThrough, CancellationToken cancellationToken) =>
        await WriteAsync(await ReadAsync(cancellationToken) with { DeletedThrough = deletedThrough }, cancellationToken);

    /// <summary>Notes that files are deleted that no replay needs.</summary>
    public async Task WriteNotNeededAsync(long through, CancellationToken cancellationToken) =>
        await WriteAsync(await ReadAsync(cancellationToken) with { NotNeededThrough = through }, cancellationToken);

    private async Task<Record> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<Record>(await source.ReadAsync(path, cancellationToken), JsonSerializerOptions.Web) ?? new Record();
        }
        catch (FileNotFoundException)
        {
            return new Record();
        }
    }

    private Task WriteAsync(Record record, CancellationToken cancellationToken) =>
        source.PutAsync(path, JsonSerializer.SerializeToUtf8Bytes(record, JsonSerializerOptions.Web), cancellationToken);

    private sealed record Record(long? DeletedThrough = null, long? NotNeededThrough = null);
}
