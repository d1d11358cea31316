namespace Lakehouse.QueryApi.Access;

/// <summary>What somebody sees of a table.</summary>
/// <param name="Before">Begin of a SELECT around the table's relation; "" for all of it.</param>
/// <param name="After">What comes after the relation.</param>
/// <param name="Condition">
/// What the files' rows have to fulfil to be seen, or null. Of a part of a table, files are left out by this alone: by a statement's
/// conditions, the number of files read would tell of rows that are not shown.
/// </param>
internal sealed record TableView(string Before, string After, string? Condition)
{
    /// <summary>All of it.</summary>
    public static readonly TableView Whole = new("", "", null);
}
