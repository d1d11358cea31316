using System.Text;

namespace Lakehouse.Pipelines.Lineage;

/// <summary>A pipeline's graph for people: lines of text, or a diagram in Mermaid's language.</summary>
public static class GraphText
{
    /// <summary>One line for each table: <c>curated.movie_ratings ← staged.movies, staged.ratings</c>.</summary>
    public static string Lines(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var text = new StringBuilder();
        foreach (var (table, inputs, note) in Edges(pipeline))
        {
            text.Append(table).Append(" ← ").AppendJoin(", ", inputs).Append(note is null ? "" : $"  ({note})").Append('\n');
        }

        return text.ToString();
    }

    /// <summary><c>flowchart LR</c> with a node for each table.</summary>
    public static string Mermaid(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var (table, inputs, _) in Edges(pipeline))
        {
            foreach (var input in inputs)
            {
                text.Append("  ").Append(Node(input)).Append(" --> ").Append(Node(table)).Append('\n');
            }
        }

        return text.ToString();

        static string Node(string table) => $"{table.Replace('.', '_')}[\"{table}\"]";
    }

    private static IEnumerable<(string Table, IReadOnlyList<string> Inputs, string? Note)> Edges(Pipeline pipeline)
    {
        foreach (var table in pipeline.Staged)
        {
            yield return (table.Merged.ToString(), [$"raw.{table.Name}"], null);
            if (table.HistoryTable is { } history)
            {
                yield return (history.ToString(), [$"raw.{table.Name}"], "every version of each row");
            }
        }

        foreach (var model in pipeline.Models)
        {
            var gate = model.Expectations is { } suite ? $", {suite.Expectations.Count} expectations" : "";
            yield return (model.Table.ToString(), [.. model.DependsOn.Select(table => table.ToString())], (model.Refresh == Refresh.Incremental ? "incremental" : "full") + gate);
        }
    }
}
