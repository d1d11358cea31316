using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Engines;

/// <summary>An engine for the time of one piece of work: a connection of its own, with a catalog of its own for views and schemas.</summary>
internal sealed class EngineLease : IAsyncDisposable
{
    private readonly string catalog;
    private readonly Action<bool> giveBack;
    private readonly HashSet<string> leftovers = [];

    private EngineLease(DuckDbEngine engine, DuckDbEngine database, string catalog, Action<bool> giveBack)
    {
        Engine = engine;
        Database = database;
        this.catalog = catalog;
        this.giveBack = giveBack;
    }

    public DuckDbEngine Engine { get; }

    /// <summary>The database behind it, which it shares with other leases.</summary>
    public DuckDbEngine Database { get; }

    /// <summary>A name for a table that other leases of the database see. It goes with the lease unless it is kept.</summary>
    public string NewSharedTable()
    {
        var name = $"memory.main.shared_{Guid.NewGuid():N}";
        leftovers.Add(name);
        return name;
    }

    /// <summary>Leaves a shared table to later leases.</summary>
    public void Keep(string sharedTable) => leftovers.Remove(sharedTable);

    /// <summary>Lets a shared table go with this lease.</summary>
    public void Drop(string sharedTable) => leftovers.Add(sharedTable);

    /// <param name="database">The database that all leases share.</param>
    /// <param name="number">Tells the leases apart.</param>
    /// <param name="giveBack">Called at the end, with whether the database can still be used.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DuckDBException">The database cannot be used any more.</exception>
    public static async Task<EngineLease> OpenAsync(DuckDbEngine database, long number, Action<bool> giveBack, CancellationToken cancellationToken)
    {
        var catalog = string.Create(CultureInfo.InvariantCulture, $"lease_{number}");
        var engine = await database.ForkAsync(cancellationToken);
        try
        {
            await engine.ExecuteAsync($"ATTACH ':memory:' AS {catalog}; USE {catalog};", cancellationToken);
            return new EngineLease(engine, database, catalog, giveBack);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var usable = true;
        try
        {
            await Engine.ExecuteAsync($"{string.Concat(leftovers.Select(table => $"DROP TABLE IF EXISTS {table}; "))}USE memory; DETACH {catalog};", CancellationToken.None);
        }
        catch (DuckDBException)
        {
            usable = false; // after an error that DuckDB calls fatal no statement works any more
        }

        await Engine.DisposeAsync();
        giveBack(usable);
    }
}
