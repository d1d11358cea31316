namespace Lakehouse.QueryApi.Sql;

/// <summary>A table as a statement names it.</summary>
/// <param name="Catalog">First part of three, or "".</param>
/// <param name="Database">The part before the name, or "".</param>
/// <param name="Name">The table's name.</param>
/// <param name="Position">Offset in the statement, in UTF-8 bytes, or null.</param>
internal sealed record TableName(string Catalog, string Database, string Name, int? Position)
{
    public override string ToString() => string.Join('.', new[] { Catalog, Database, Name }.Where(part => part.Length > 0));
}
