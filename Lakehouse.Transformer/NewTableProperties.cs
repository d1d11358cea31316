using Lakehouse.Pipelines;

namespace Lakehouse.Transformer;

/// <summary>Properties that a table gets when it is made. A table that is there keeps its own: ALTER changes them.</summary>
internal static class NewTableProperties
{
    /// <summary>A table into which changes are merged.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isRead">Whether models read it.</param>
    /// <param name="options">What readers of the lake can do.</param>
    public static IReadOnlyDictionary<string, string> OfMerged(TableReference table, bool isRead, TransformerOptions options)
    {
        var properties = new Dictionary<string, string>();
        if (isRead)
        {
            // What changed is written beside the rows, so that models read that and not the table. Readers of the table need not know.
            properties["delta.enableChangeDataFeed"] = "true";
        }

        if (options.DeletionVectors && !options.CopyOnWrite.Any(name => Names(name, table)))
        {
            // Changed rows are marked in their files, which else would be written anew.
            properties["delta.enableDeletionVectors"] = "true";
        }

        return properties;
    }

    /// <summary>A model's table: one that is always replaced as a whole needs none.</summary>
    public static IReadOnlyDictionary<string, string> Of(Model model, Pipeline pipeline, TransformerOptions options) => model.Refresh == Refresh.Full
        ? new Dictionary<string, string>()
        : OfMerged(model.Table, model.Zone == Zone.Staged || pipeline.Models.Any(other => other.DependsOn.Contains(model.Table)), options);

    private static bool Names(string name, TableReference table) =>
        string.Equals(name, table.Name, StringComparison.OrdinalIgnoreCase) || string.Equals(name, table.ToString(), StringComparison.OrdinalIgnoreCase);
}
