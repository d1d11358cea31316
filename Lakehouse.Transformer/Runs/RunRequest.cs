using System.Text.Json.Serialization;
using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Runs;

/// <summary>
/// The body of <c>POST /runs</c>, each part of which may be left out:
/// <code>
/// { "tables": ["staged.ratings"], "fullRefresh": true, "replay": true, "replayFrom": { "staged.movies": 12 } }
/// </code>
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RunRequest
{
    /// <summary>The tables that are asked for; the models that read them follow. Null for all.</summary>
    public IReadOnlyList<string>? Tables { get; init; }

    /// <summary>Compute models anew even where nothing changed.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Build staged tables anew from all of raw.</summary>
    public bool Replay { get; init; }

    /// <summary>Build a staged table anew from its rows at a version and what raw has from there on.</summary>
    public IReadOnlyDictionary<string, long>? ReplayFrom { get; init; }

    /// <summary>The options it asks for, or everything that is wrong with it.</summary>
    /// <param name="known">The pipeline's tables.</param>
    /// <param name="problems">What is wrong; empty when the options can be used.</param>
    public RunOptions ToOptions(IReadOnlyList<TableReference> known, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        var tables = Tables?.Select(name => Find(name, "tables")).OfType<TableReference>().Distinct().ToList();
        if (tables is { Count: 0 } && wrong.Count == 0)
        {
            wrong.Add("'tables' is empty. Name at least one table, or leave it out for all.");
        }

        var from = new Dictionary<TableReference, long>();
        foreach (var (name, version) in ReplayFrom ?? new Dictionary<string, long>())
        {
            if (Find(name, "replayFrom") is not { } table)
            {
                continue;
            }

            if (known.Contains(table with { Zone = Zone.Source }) && table.Zone == Zone.Staged)
            {
                wrong.Add($"'replayFrom' names {table}, which is cleaned from source.{table.Name}. Name that, with its version.");
            }
            else if (table.Zone == Zone.Curated)
            {
                wrong.Add($"'replayFrom' names {table}, which is no staged table. A model is computed from its inputs: use 'fullRefresh'.");
            }
            else if (tables is not null && !tables.Contains(table))
            {
                wrong.Add($"'replayFrom' names {table}, which 'tables' leaves out. Add it there.");
            }
            else
            {
                from[table] = version;
            }
        }

        if (Replay && tables is not null && tables.All(table => table.Zone == Zone.Curated))
        {
            wrong.Add("'replay' builds staged tables anew, and 'tables' names none. Add one, or use 'fullRefresh' for models.");
        }

        problems = wrong;
        return new RunOptions { Tables = tables, FullRefresh = FullRefresh, Replay = Replay, ReplayFrom = from };

        TableReference? Find(string name, string field)
        {
            var found = known.Where(table => string.Equals(table.ToString(), name, StringComparison.OrdinalIgnoreCase)).Select(table => (TableReference?)table).FirstOrDefault();
            if (found is null)
            {
                wrong.Add($"'{field}' names '{name}', which the pipeline does not have. It has {string.Join(", ", known)}.");
            }

            return found;
        }
    }
}
