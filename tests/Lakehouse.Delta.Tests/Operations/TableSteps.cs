using CsCheck;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Operations;

/// <summary>The kinds of <see cref="TableStep"/>.</summary>
internal enum StepKind
{
    Append,
    Overwrite,
    DeleteByKey,
    DeleteByPartition,
    Update,
    MovePartition,
    ReplaceWhere,
    ReplaceWhereByRows,
    ReplacePartitions,
    Upsert,
    UpsertNulls,
    MergeClauses,
    Optimize,
    Restore,

    /// <summary>From here on only in <see cref="TableSteps.WithCare"/>.</summary>
    ZOrder,
    Checkpoint,
    Vacuum,
    AddColumn,
    Widen,
}

/// <summary>Random operations, appends more often than others so that tables do not stay small.</summary>
internal static class TableSteps
{
    private static readonly Gen<StepKind> Kinds = Of(last: StepKind.Restore);

    /// <summary>Ids are unique within a step, NULL among them now and then.</summary>
    public static Gen<TableStep> Gen { get; } = Steps(Kinds);

    /// <summary>Also what cares for a table, and changes of its schema.</summary>
    public static Gen<TableStep> WithCare { get; } = Steps(Of(last: StepKind.Widen));

    private static Gen<StepKind> Of(StepKind last) =>
        CsCheck.Gen.Frequency((4, CsCheck.Gen.Const(StepKind.Append)), (9, CsCheck.Gen.Int[0, (int)last].Select(kind => (StepKind)kind)));

    private static Gen<TableStep> Steps(Gen<StepKind> kinds) => CsCheck.Gen.Select(
        kinds, CsCheck.Gen.Int[0, 30].HashSet[0, 8], CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 3],
        (kind, ids, value, withNull) => new TableStep(kind, [.. ids.Order().Select(id => (int?)id), .. withNull == 0 ? new int?[] { null } : []], value));

    public static StructType Schema { get; } = new([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Integer), new StructField("part", PrimitiveType.Integer)]);

    public static WriteOptions Options(bool vectors, bool partitioned, bool feed, bool mapped = false) => new()
    {
        PartitionBy = partitioned ? ["part"] : [],
        Properties = new Dictionary<string, string>
        {
            ["delta.enableDeletionVectors"] = vectors ? "true" : "false",
            ["delta.enableChangeDataFeed"] = feed ? "true" : "false",
            ["delta.columnMapping.mode"] = mapped ? "name" : "none",
            ["delta.checkpointInterval"] = "4",
            ["delta.enableTypeWidening"] = "true",
        },
    };
}
