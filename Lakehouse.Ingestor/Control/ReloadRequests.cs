using System.Text.Json;
using Lakehouse.Ingestor.Source;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Control;

/// <summary>
/// Tables that somebody wants to have loaded again: an object beside the table's control file for each, so that a request outlives this process.
/// </summary>
/// <param name="store">The source's folder in raw.</param>
internal sealed class ReloadRequests(ObjectStore store)
{
    private const string Folder = "_ingestor/", Extension = ".reload";

    private volatile bool isNew;

    /// <summary>There is a request since the list was read last, so that nobody has to wait for the next look.</summary>
    public bool IsNew => isNew;

    /// <summary>Asks for a table.</summary>
    public async Task AddAsync(TableName table, CancellationToken cancellationToken)
    {
        await store.PutAsync(PathOf(table), JsonSerializer.SerializeToUtf8Bytes(new ReloadRequest(table.Schema, table.Table), ControlJson.Default.ReloadRequest), cancellationToken);
        isNew = true;
    }

    /// <summary>The tables that are asked for.</summary>
    /// <exception cref="InvalidDataException">A request is damaged.</exception>
    public async Task<IReadOnlyList<TableName>> ListAsync(CancellationToken cancellationToken)
    {
        isNew = false;
        var tables = new List<TableName>();
        await foreach (var file in store.ListAsync(Folder, null, cancellationToken))
        {
            if (file.Path.EndsWith(Extension, StringComparison.Ordinal))
            {
                tables.Add(await ReadAsync(file.Path, cancellationToken));
            }
        }

        return tables;
    }

    /// <summary>The request is taken up.</summary>
    public Task RemoveAsync(TableName table, CancellationToken cancellationToken) => store.DeleteAsync(PathOf(table), cancellationToken);

    private static string PathOf(TableName table) => Path.ChangeExtension(RawNames.ControlFile(table.Schema, table.Table), Extension);

    private async Task<TableName> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var request = JsonSerializer.Deserialize(await store.ReadAsync(path, cancellationToken), ControlJson.Default.ReloadRequest) ?? throw new JsonException("It is null.");
            return new TableName(request.Schema, request.Table);
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"Could not read the request for a reload {store.Root}{path}: {damaged.Message} Delete it.", damaged);
        }
    }
}

/// <summary>The content of a request.</summary>
internal sealed record ReloadRequest(string Schema, string Table);
