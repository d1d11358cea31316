using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino;

/// <summary>A statement of Athena as the engine runs it.</summary>
/// <param name="Sql">DuckDB's SQL.</param>
/// <param name="Kind">Athena's statement type: DML, DDL or UTILITY.</param>
/// <param name="Subkind">Athena's substatement type: SELECT, SHOW_TABLES, EXPLAIN …</param>
internal sealed record AthenaStatement(string Sql, string Kind, string Subkind)
{
    /// <summary>Where an UNLOAD writes to, and how.</summary>
    public Unload? Unload { get; init; }

    /// <summary>A statement that only changes what is kept by name: PREPARE, DEALLOCATE.</summary>
    public SqlStatement? Command { get; init; }
}
