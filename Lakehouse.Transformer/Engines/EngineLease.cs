using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Engines;

/// <summary>An engine for the time of one piece of work: a connection of its own, with a catalog of its own for views and schemas.</summary>
internal sealed class EngineLease : IAsyncDisposable
{
    private readonly string catalog;
    private readonly Action<bool> giveBack;

    private EngineLease(DuckDbEngine engine, string catalog, Action<bool> giveBack)
    {
        Engine = engine;
        this.catalog = catalog;
        this.giveBack = giveBack;
    }

    public DuckDbEngine Engine { get; }

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
            return new EngineLease(engine, catalog, giveBack);
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
            await Engine.ExecuteAsync($"USE memory; DETACH {catalog};", CancellationToken.None);
        }
        catch (DuckDBException)
        {
            usable = false; // after an error that DuckDB calls fatal no statement works any more
        }

        await Engine.DisposeAsync();
        giveBack(usable);
    }
}
