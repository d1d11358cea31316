using DuckDB.NET.Native;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// Small tables that are asked again and again, held in the engine's memory: to bind, open and decode a Parquet file costs ten times
/// what a small question of its rows does.
/// </summary>
/// <param name="engine">The engine, before its first statement.</param>
internal sealed class HeldTables(QueryEngine engine)
{
    /// <summary>Where they are; no statement can name it, for it is none of the catalog's databases.</summary>
    public const string Schema = "\"$held\"";

    /// <summary>Texts of a table that is held: a small file may hold one long text a hundred thousand times.</summary>
    private const long MaxText = 16 * 1024 * 1024;

    private readonly HashSet<string> held = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Holds the rows of a relation.</summary>
    /// <returns>What they are read from now; null where they cannot be held.</returns>
    public string? TryHold(ProvidedTable table)
    {
        var name = Name(table.Database, table.Name);
        try
        {
            if (TextLength(table.Relation) is not { } length || !engine.IsTrue($"SELECT coalesce(sum({length}), 0) <= {MaxText} FROM {table.Relation}"))
            {
                return null;
            }

            engine.Run($"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {table.Relation}");
            held.Add(name);
            return name;
        }
        catch (Exception error) when (error is Http.QueryException or EngineException { IsFatal: false })
        {
            // The statement itself will tell what is wrong with the files, if it reads them at all.
            return null;
        }
    }

    /// <summary>Whether the rows of a table are held.</summary>
    public bool Contains(ScannedTable table) => held.Contains(Name(table.Database, table.Table));

    /// <summary>Frees what is held of a table.</summary>
    public void Release(ProvidedTable table)
    {
        var name = Name(table.Database, table.Name);
        if (held.Remove(name))
        {
            engine.Run($"DROP TABLE {name}");
        }
    }

    /// <summary>The length of a row's texts; null of rows with values that have no simple size.</summary>
    private string? TextLength(string relation)
    {
        using var statement = engine.Prepare($"SELECT * FROM {relation}");
        var lengths = new List<string>();
        for (var column = 0UL; column < DuckDbInterop.PreparedColumnCount(statement); column++)
        {
            using var type = DuckDbInterop.PreparedColumnType(statement, column);
            var name = SqlText.Identifier(DuckDbInterop.PreparedColumnName(statement, column));
            switch (ColumnType.Read(type))
            {
                case { Kind: DuckDBType.Varchar }:
                    lengths.Add($"coalesce(strlen({name}), 0)");
                    break;
                case { Kind: DuckDBType.Blob }:
                    lengths.Add($"coalesce(octet_length({name}), 0)");
                    break;
                case { IsScalar: false }:
                    return null;
            }
        }

        return lengths.Count == 0 ? "0" : string.Join(" + ", lengths);
    }

    private static string Name(string database, string table) => $"{QueryEngine.CatalogName}.{Schema}.{SqlText.Identifier($"{database}.{table}")}";
}
