using System.Globalization;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>A row of the tables of random operations: a key that may be NULL, a value, a partition that may be NULL, and a column that may be added later.</summary>
internal readonly record struct ModelRow(int? Id, int Value, int? Part, int? Extra = null)
{
    public override string ToString() => $"{Text(Id)}|{Text(Value)}|{Text(Part)}";

    /// <summary>With the column that was added.</summary>
    public string WithExtra => $"{this}|{Text(Extra)}";

    public string Sql => $"({Text(Id)}, {Text(Value)}, {Text(Part)}, {Text(Extra)})";

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
}

/// <summary>One operation on a table, and the same on a list of rows.</summary>
internal sealed record TableStep(StepKind Kind, int?[] Ids, int Value)
{
    private const string ExtraColumn = "extra";

    /// <summary>Whether the table has the column that is added later; an overwrite drops it.</summary>
    public bool HasExtra { get; init; }

    /// <summary>The first version that can still be read.</summary>
    public long Kept { get; init; }

    private bool GivesExtra => HasExtra && Kind != StepKind.Overwrite;

    private string Types => $"SELECT id::INTEGER AS id, v::INTEGER AS v, part::INTEGER AS part{(GivesExtra ? $", extra::INTEGER AS {ExtraColumn}" : "")}";

    private static readonly Dictionary<string, string> AddValue = new() { ["v"] = "target.v + source.v" };

    private ModelRow[] Rows => [.. Ids.Select(id => new ModelRow(id, Value, Part(id), GivesExtra ? Value : null))];

    private string Source => Ids.Length == 0 ? $"{Types} FROM (VALUES (0, 0, 0, 0)) s(id, v, part, extra) WHERE false" : $"{Types} FROM (VALUES {string.Join(", ", Rows.Select(row => row.Sql))}) s(id, v, part, extra)";

    public Task<CommitResult> RunAsync(TemporaryTable t) => Kind switch
    {
        StepKind.Append => t.AppendAsync(Source),
        StepKind.Overwrite => t.OverwriteAsync(Source),
        StepKind.DeleteByKey => t.DeleteAsync($"id % 5 = {Value % 5}"),
        StepKind.DeleteByPartition => t.DeleteAsync(Value % 7 == 0 ? null : Value % 2 == 0 ? $"part = {Value % 3}" : "part IS NULL"),
        StepKind.Update => t.UpdateAsync("v", "v + 1", $"id > {Value % 30}"),
        StepKind.MovePartition => t.UpdateAsync("part", "nullif(part + 1, 3)", $"v % 3 = {Value % 3}"),
        StepKind.ReplaceWhere => t.ReplaceWhereAsync($"part = {Value % 3}", $"SELECT * FROM ({Source}) WHERE part = {Value % 3}"),
        StepKind.ReplaceWhereByRows => t.ReplaceWhereAsync($"id < {Value % 30}", Source, allowOtherRows: true),
        StepKind.ReplacePartitions => t.ReplacePartitionsAsync(Source),
        StepKind.Upsert => UpsertAsync(t),
        StepKind.UpsertNulls => t.MergeAsync(MergeSpec.Upsert(Source, "id") with { NullKeysMatch = true }),
        StepKind.MergeClauses => t.MergeAsync(new MergeSpec
        {
            Source = Source,
            Key = ["id"],
            On = "target.v >= 0",
            WhenMatched = [MatchedClause.Delete("target.v % 2 = 0"), MatchedClause.Update(AddValue, "source.id % 3 <> 0")],
            WhenNotMatched = [NotMatchedClause.InsertAll("source.id % 2 = 0")],
            WhenNotMatchedBySource = [NotMatchedBySourceClause.Update(new Dictionary<string, string> { ["v"] = "target.v + 1000" }, $"target.id % 4 = {Value % 4}"), NotMatchedBySourceClause.Delete("target.id % 7 = 0")],
        }),
        StepKind.Optimize => OptimizeAsync(t),
        StepKind.Restore => RestoreAsync(t),
        StepKind.ZOrder => ZOrderAsync(t),
        StepKind.Checkpoint => CareAsync(t, () => t.Table.CheckpointAsync(Cancellation)),
        StepKind.Vacuum => CareAsync(t, () => t.Table.VacuumAsync(new VacuumOptions { Retention = TimeSpan.Zero, AllowShortRetention = true }, Cancellation)),
        StepKind.AddColumn => HasExtra ? CareAsync(t, () => Task.CompletedTask) : t.Table.AddColumnsAsync([new StructField(ExtraColumn, PrimitiveType.Integer)], Cancellation),
        StepKind.Widen => WidenAsync(t),
        _ => throw new InvalidOperationException($"There is no step {Kind}."),
    };

    /// <summary>The same on a list.</summary>
    public IEnumerable<ModelRow> Apply(IReadOnlyList<ModelRow> table) => Kind switch
    {
        StepKind.Append => [.. table, .. Rows],
        StepKind.Overwrite => Rows,
        StepKind.DeleteByKey => table.Where(row => row.Id % 5 != Value % 5),
        StepKind.DeleteByPartition => Value % 7 == 0 ? [] : Value % 2 == 0 ? table.Where(row => row.Part != Value % 3) : table.Where(row => row.Part is not null),
        StepKind.Update => table.Select(row => row.Id > Value % 30 ? row with { Value = row.Value + 1 } : row),
        StepKind.MovePartition => table.Select(row => row.Value % 3 == Value % 3 ? row with { Part = row.Part + 1 == 3 ? null : row.Part + 1 } : row),
        StepKind.ReplaceWhere => [.. table.Where(row => row.Part != Value % 3), .. Rows.Where(row => row.Part == Value % 3)],
        StepKind.ReplaceWhereByRows => [.. table.Where(row => !(row.Id < Value % 30)), .. Rows],
        StepKind.ReplacePartitions => [.. table.Where(row => !Rows.Any(own => own.Part == row.Part)), .. Rows],
        StepKind.Upsert => Upsert(table, (own, row) => own.Id is not null && own.Id == row.Id),
        StepKind.UpsertNulls => Upsert(table, (own, row) => own.Id == row.Id),
        StepKind.MergeClauses => MergeClauses(table),
        _ => table,
    };

    public override string ToString() => $"{Kind}({string.Join(",", Ids.Select(id => id?.ToString(CultureInfo.InvariantCulture) ?? "NULL"))};{Value})";

    /// <summary>Some files have an index, others none: those that came after the last ones were built.</summary>
    private async Task<CommitResult> UpsertAsync(TemporaryTable t)
    {
        if (Value % 3 > 0)
        {
            await t.Indexes.BuildAsync(t.Engine, Cancellation);
        }

        return await t.MergeAsync(MergeSpec.Upsert(Source, "id") with { Indexes = t.Indexes });
    }

    private static async Task<CommitResult> OptimizeAsync(TemporaryTable t)
    {
        var result = await t.Table.OptimizeAsync(t.Engine, 1 << 20, Cancellation);
        return new CommitResult(result.Version, 0, 0, 0, 0, 0, result.Committed);
    }

    private static async Task<CommitResult> ZOrderAsync(TemporaryTable t)
    {
        var result = await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["id", "v"] }, Cancellation);
        return new CommitResult(result.Version, 0, 0, 0, 0, 0, result.Committed);
    }

    private static async Task<CommitResult> WidenAsync(TemporaryTable t)
    {
        var isWide = (await t.Table.GetSnapshotAsync(Cancellation)).Schema.Find("v")!.Type == PrimitiveType.Long;
        return isWide ? await CareAsync(t, () => Task.CompletedTask) : await t.Table.WidenColumnAsync("v", PrimitiveType.Long, Cancellation);
    }

    /// <summary>What makes no version.</summary>
    private static async Task<CommitResult> CareAsync(TemporaryTable t, Func<Task> care)
    {
        await care();
        return CommitResult.Nothing((await t.Table.GetSnapshotAsync(Cancellation)).Version);
    }

    /// <summary>To the version that <see cref="RestoredVersion"/> says.</summary>
    private async Task<CommitResult> RestoreAsync(TemporaryTable t)
    {
        var result = await t.Table.RestoreAsync(RestoredVersion((await t.Table.GetSnapshotAsync(Cancellation)).Version), Cancellation);
        return new CommitResult(result.Version, 0, 0, 0, 0, 0, result.Committed);
    }

    /// <summary>The version that a restore goes back to.</summary>
    public long RestoredVersion(long latest) => Kept + (Value % (latest - Kept + 1));

    private List<ModelRow> Upsert(IReadOnlyList<ModelRow> table, Func<ModelRow, ModelRow, bool> match) =>
    [
        .. table.Select(row => Rows.Any(own => match(own, row)) ? Rows.First(own => match(own, row)) : row),
        .. Rows.Where(own => !table.Any(row => match(own, row))),
    ];

    private IEnumerable<ModelRow> MergeClauses(IReadOnlyList<ModelRow> table)
    {
        bool Match(ModelRow own, ModelRow row) => own.Id is not null && own.Id == row.Id && row.Value >= 0;
        foreach (var row in table)
        {
            var matched = Rows.Any(own => Match(own, row));
            if (matched ? row.Value % 2 != 0 : row.Id % 4 == Value % 4 || row.Id % 7 != 0)
            {
                yield return matched ? row.Id % 3 != 0 ? row with { Value = row.Value + Value } : row
                    : row.Id % 4 == Value % 4 ? row with { Value = row.Value + 1000 } : row;
            }
        }

        foreach (var own in Rows.Where(own => own.Id % 2 == 0 && !table.Any(row => Match(own, row))))
        {
            yield return own;
        }
    }

    private static int? Part(int? id) => id is { } number && number % 4 < 3 ? number % 4 : null;
}
