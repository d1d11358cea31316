namespace Lakehouse.QueryApi.Sql;

/// <summary>SHOW TABLES, SHOW TABLES FROM x, SHOW DATABASES: answered from the catalog, not by DuckDB.</summary>
/// <param name="Kind">What is listed.</param>
/// <param name="Database">Database whose tables are listed, or null for all.</param>
internal sealed record ShowCommand(ShowKind Kind, string? Database);

/// <summary>What a SHOW statement lists.</summary>
internal enum ShowKind
{
    /// <summary>Table names.</summary>
    Tables,

    /// <summary>Database names.</summary>
    Databases,
}
