using System.Text.Json;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Transformer.Raw;

/// <summary>
/// Whether the Ingestor is in the middle of loading a table. Its files are visible one by one, but a table built on some of them would be
/// published incomplete. AWS DMS keeps no such record: then every file counts as soon as it is there.
/// </summary>
/// <param name="source">The source's folder in raw.</param>
/// <param name="schema">The table's schema.</param>
/// <param name="table">The table.</param>
internal sealed class LoadState(ObjectStore source, string schema, string table)
{
    private readonly string path = RawNames.ControlFile(schema, table);

    /// <summary>Why the table's files cannot be taken yet; null when they can.</summary>
    /// <param name="files">The files that are new.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The Ingestor's record is damaged.</exception>
    public async Task<string?> WaitingAsync(IReadOnlyList<RawFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return null;
        }

        var control = await ReadAsync(cancellationToken);
        return control?.State switch
        {
            "loading" => $"the Ingestor is loading {schema}.{table}",
            "failed" when files.All(file => file.IsLoad) => $"the Ingestor could not load {schema}.{table}: {control.Error}",
            _ => null,
        };
    }

    /// <summary><c>{ "state": "loading" | "loaded" | "failed", "error": …, … }</c></summary>
    private async Task<Control?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<Control>(await source.ReadAsync(path, cancellationToken), JsonSerializerOptions.Web);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"Cannot tell whether {schema}.{table} is loaded: {source.Root}{path} is damaged ({damaged.Message}). Start the Ingestor, which says how to repair it.", damaged);
        }
    }

    private sealed record Control(string? State, string? Error);
}
