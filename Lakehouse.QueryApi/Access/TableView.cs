namespace Lakehouse.QueryApi.Access;

/// <summary>What somebody sees of a table.</summary>
/// <param name="Before">Begin of a SELECT around the table's relation; "" for all of it.</param>
/// <param name="After">What comes after the relation.</param>
/// <param name="IsMasked">Some columns have other values than the files: a statement's conditions say nothing about those.</param>
internal sealed record TableView(string Before, string After, bool IsMasked)
{
    /// <summary>All of it.</summary>
    public static readonly TableView Whole = new("", "", false);
}
