using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Staging;

/// <summary>Properties that a staged table gets when it is made. A table that is there keeps its own: ALTER changes them.</summary>
internal static class StagedProperties
{
    private static readonly IReadOnlyDictionary<string, string> ForAllReaders = new Dictionary<string, string>
    {
        // What changed is written beside the rows, so that models read that and not the table. Readers of the table need not know.
        ["delta.enableChangeDataFeed"] = "true",
    };

    private static readonly IReadOnlyDictionary<string, string> WithVectors = new Dictionary<string, string>(ForAllReaders)
    {
        // Changed rows are marked in their files, which else would be written anew.
        ["delta.enableDeletionVectors"] = "true",
    };

    public static IReadOnlyDictionary<string, string> Of(StagedTable table, TransformerOptions options) =>
        options.DeletionVectors && !options.CopyOnWrite.Contains(table.Name, StringComparer.OrdinalIgnoreCase) ? WithVectors : ForAllReaders;
}
