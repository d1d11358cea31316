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

    /// <summary>Athena's statement type and substatement type of a statement; of EXECUTE, what nearly all of them run.</summary>
    public static (string Kind, string Subkind) KindOf(SqlStatement statement) => statement switch
    {
        Syntax.Unload => ("DML", "UNLOAD"),
        Explain => ("UTILITY", "EXPLAIN"),
        Prepare => ("DDL", "PREPARE"),
        Deallocate => ("DDL", "DEALLOCATE"),
        Show { Subject: ShowSubject.Functions } => ("UTILITY", "SHOW_FUNCTIONS"),
        Show show => ("DDL", show.Subject switch
        {
            ShowSubject.Catalogs => "SHOW_CATALOGS",
            ShowSubject.Databases => "SHOW_DATABASES",
            ShowSubject.Views => "SHOW_VIEWS",
            ShowSubject.Tables => "SHOW_TABLES",
            ShowSubject.Columns => "SHOW_COLUMNS",
            ShowSubject.Description => "DESCRIBE_TABLE",
            ShowSubject.CreateTable => "SHOW_CREATE_TABLE",
            ShowSubject.Partitions => "SHOW_PARTITIONS",
            _ => "SHOW_TBLPROPERTIES",
        }),
        _ => ("DML", "SELECT"),
    };
}
