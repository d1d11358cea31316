namespace Lakehouse.QueryApi.Catalog;

/// <summary>A column of a catalog table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as Athena names it.</param>
/// <param name="Nullable">It may hold NULL.</param>
internal sealed record TableColumn(string Name, string Type, bool Nullable);
