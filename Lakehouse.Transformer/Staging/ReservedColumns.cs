using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Staging;

/// <summary>Names that a source's column must not have: the SQL of the merge, here and in glue/, gives them to what it knows about a row, and a column would be taken for that.</summary>
internal static class ReservedColumns
{
    private static readonly HashSet<string> OfMerge = new(
        [
            "file_index", "file_row_number", "_metadata", // of DuckDB's and Spark's readers
            "__file", "__row", "__name", "__op", "__seq", "__unchanged", "__time", "__position", "__order", "__deleted", "__key",
            "__at", "__before", "__before_of_key", "__is_there", "__removed", "__moved", "__place", "__there", "__value", "__other", "__rank", "__end", "__end_seq",
            "__left", "__found", "__from_file", "__from_row",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Has(string column, bool history) =>
        OfMerge.Contains(column) || (history && StagedTable.HistoryColumns.Any(own => string.Equals(own.Name, column, StringComparison.OrdinalIgnoreCase)));
}
