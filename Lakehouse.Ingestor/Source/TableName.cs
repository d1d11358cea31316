namespace Lakehouse.Ingestor.Source;

/// <summary>A table's name with its schema.</summary>
internal readonly record struct TableName(string Schema, string Table)
{
    /// <summary>For SQL: quoted, whatever the name contains.</summary>
    public string Sql => $"{Quote(Schema)}.{Quote(Table)}";

    /// <summary>An identifier for SQL.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>For people and for control files: <c>public.movies</c>.</summary>
    public override string ToString() => $"{Schema}.{Table}";
}
