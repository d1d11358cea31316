using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Writer;

/// <summary>What a writer does.</summary>
public enum WriterStepKind
{
    /// <summary>Adds rows with new identifiers.</summary>
    Append,

    /// <summary>Changes rows that are there and adds those that are not.</summary>
    Upsert,

    /// <summary>Deletes rows.</summary>
    Delete,
}

/// <summary>One operation of one writer. It touches only rows of its own, though in files that all writers share.</summary>
/// <param name="Number">Counts from 1; the version of the transaction that commits it.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Ids">To which rows.</param>
/// <param name="Value">Their new value.</param>
public sealed record WriterStep(int Number, WriterStepKind Kind, IReadOnlyList<int> Ids, int Value)
{
    private const int IdsOfAWriter = 1_000_000;

    /// <summary>The steps of a writer: the same for the same seed, so that a restarted process and the test know them.</summary>
    public static IReadOnlyList<WriterStep> Plan(int seed, int writer, int count)
    {
        var random = new Random(unchecked((seed * 397) ^ writer));
        var next = writer * IdsOfAWriter;
        var first = next;
        var steps = new List<WriterStep>();
        for (var number = 1; number <= count; number++)
        {
            var kind = number == 1 ? WriterStepKind.Append : (WriterStepKind)random.Next(3);
            var ids = kind == WriterStepKind.Append
                ? Enumerable.Range(next, random.Next(1, 30)).ToList()
                : [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(first, next)).Distinct()];
            next = Math.Max(next, ids.Max() + 1);
            steps.Add(new WriterStep(number, kind, ids, random.Next(1000)));
        }

        return steps;
    }

    /// <summary>Name of a writer's transactions.</summary>
    public static string AppId(int writer) => string.Create(CultureInfo.InvariantCulture, $"writer/{writer}");

    /// <summary>Does it to the table.</summary>
    public Task<CommitResult> RunAsync(DeltaTable table, DuckDbEngine engine, int writer, CancellationToken cancellationToken)
    {
        var options = new WriteOptions { Transaction = new AppTransaction(AppId(writer), Number) };
        var rows = $"SELECT id, {Value} AS v FROM (VALUES {string.Join(", ", Ids.Select(id => $"({id})"))}) AS s(id)";
        return Kind switch
        {
            WriterStepKind.Append => table.AppendAsync(engine, rows, options, cancellationToken),
            WriterStepKind.Upsert => table.MergeAsync(engine, MergeSpec.Upsert(rows, "id"), options, cancellationToken),
            _ => table.MergeAsync(engine, new MergeSpec { Source = rows, Key = ["id"], WhenMatched = [MatchedClause.Delete()] }, options, cancellationToken),
        };
    }

    /// <summary>Does it to a model of the table.</summary>
    public void Apply(IDictionary<int, int> rows)
    {
        foreach (var id in Ids)
        {
            if (Kind == WriterStepKind.Delete)
            {
                rows.Remove(id);
            }
            else
            {
                rows[id] = Value;
            }
        }
    }
}
