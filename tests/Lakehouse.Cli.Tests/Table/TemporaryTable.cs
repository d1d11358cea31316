using System.Text.Json;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Tests.Table;

/// <summary>A table in a folder of its own that goes away with the test, and the command line on it.</summary>
internal sealed class TemporaryTable : IAsyncDisposable
{
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });

    /// <param name="location">Where the table is; null for a temporary folder.</param>
    public TemporaryTable(Uri? location = null)
    {
        Folder = Directory.CreateTempSubdirectory("lakehouse-table-").FullName;
        Table = DeltaTable.At(location ?? new Uri(Path.Combine(Folder, "my table") + "/"));
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A folder for the table, and for other files of the test.</summary>
    public string Folder { get; }

    public DeltaTable Table { get; }

    /// <summary>As it is typed.</summary>
    public string Location => Table.Location.IsFile ? Table.Location.LocalPath : Table.Location.OriginalString;

    /// <summary>A table with ten rows in version 0, of which version 1 has deleted two by a deletion vector, and a change data feed.</summary>
    public static async Task<TemporaryTable> CreateAsync()
    {
        var table = new TemporaryTable();
        await table.AppendAsync(
            """
            SELECT i::INTEGER AS id, 'name ' || i AS name, i / 4.0::DOUBLE AS share, DATE '2026-01-01' + i::INTEGER AS day FROM range(10) t(i)
            """,
            new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.enableChangeDataFeed"] = "true" } });
        await table.Table.DeleteAsync(table.engine, "id >= 8", new WriteOptions(), Cancellation);
        return table;
    }

    public Task<CommitResult> AppendAsync(string sql, WriteOptions? options = null) => Table.AppendAsync(engine, sql, options ?? new WriteOptions(), Cancellation);

    /// <summary><c>lakehouse table {command} {location} …</c></summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(string command, params string[] arguments) =>
        CommandLine.RunAsync(null, ["table", command, Location, .. arguments]);

    /// <summary>The lines of JSON of a command that must succeed.</summary>
    public async Task<JsonElement[]> JsonAsync(string command, params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(command, [.. arguments, "--json"]);
        Assert.True(exit == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>A query's rows, each as texts joined by '|'.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
