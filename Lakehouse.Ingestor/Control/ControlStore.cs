using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lakehouse.Ingestor.Source;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Control;

/// <summary>The control files of a source: <c>{raw}/{source}/_ingestor/</c>.</summary>
/// <param name="store">The source's folder.</param>
internal sealed class ControlStore(ObjectStore store)
{
    private const string Folder = "_ingestor/", SourcePath = Folder + "source.json";

    /// <summary>The table's control file, or null before its first load.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Task<TableControl?> ReadAsync(TableName table, CancellationToken cancellationToken) =>
        ReadAsync(RawNames.ControlFile(table.Schema, table.Table), ControlJson.Default.TableControl, $"Delete it together with the table's folder {RawNames.Folder(table.Schema, table.Table)}/ to load the table anew.", cancellationToken);

    /// <summary>Writes the table's control file.</summary>
    public Task WriteAsync(TableName table, TableControl control, CancellationToken cancellationToken) =>
        WriteAsync(RawNames.ControlFile(table.Schema, table.Table), control, cancellationToken);

    /// <summary>All tables' control files with their paths.</summary>
    public async IAsyncEnumerable<(string Path, TableControl Control)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in store.ListAsync(Folder, null, cancellationToken))
        {
            if (file.Path != SourcePath && file.Path.EndsWith(".json", StringComparison.Ordinal)
                && await ReadAsync(file.Path, ControlJson.Default.TableControl, "Delete it to load the table anew.", cancellationToken) is { } control)
            {
                yield return (file.Path, control);
            }
        }
    }

    /// <summary>Writes a control file that <see cref="ListAsync"/> found.</summary>
    public Task WriteAsync(string path, TableControl control, CancellationToken cancellationToken) =>
        store.PutAsync(path, JsonSerializer.SerializeToUtf8Bytes(control, ControlJson.Default.TableControl), cancellationToken);

    /// <summary>The source's control file, or null before changes were ever captured.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Task<SourceControl?> ReadSourceAsync(CancellationToken cancellationToken) =>
        ReadAsync(SourcePath, ControlJson.Default.SourceControl, "Delete it to start capture anew; every table is then loaded again.", cancellationToken);

    /// <summary>Writes the source's control file.</summary>
    public Task WriteSourceAsync(SourceControl control, CancellationToken cancellationToken) =>
        store.PutAsync(SourcePath, JsonSerializer.SerializeToUtf8Bytes(control, ControlJson.Default.SourceControl), cancellationToken);

    private async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, string remedy, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(await store.ReadAsync(path, cancellationToken), type);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"Could not read the control file {store.Root}{path}: {damaged.Message} {remedy}", damaged);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TableControl))]
[JsonSerializable(typeof(SourceControl))]
[JsonSerializable(typeof(ReloadRequest))]
internal sealed partial class ControlJson : JsonSerializerContext;
