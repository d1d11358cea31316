using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>How a column of type long numbers its rows (PROTOCOL.md: Identity Columns).</summary>
/// <param name="Start">First value.</param>
/// <param name="Step">From one value to the next; not 0.</param>
/// <param name="AllowExplicitInsert">Whether rows may bring values of their own.</param>
/// <param name="HighWaterMark">The value given out last, or null before the first.</param>
public sealed record IdentityColumn(long Start, long Step, bool AllowExplicitInsert, long? HighWaterMark = null)
{
    private const string StartKey = "delta.identity.start";
    private const string StepKey = "delta.identity.step";
    private const string ExplicitKey = "delta.identity.allowExplicitInsert";
    private const string MarkKey = "delta.identity.highWaterMark";

    internal static IdentityColumn? Of(StructField field) =>
        Number(field, StartKey) is { } start && Number(field, StepKey) is { } step
            ? new IdentityColumn(start, step, field.Metadata.TryGetValue(ExplicitKey, out var flag) && flag.ValueKind == JsonValueKind.True, Number(field, MarkKey))
            : null;

    /// <summary>The field with these values in its metadata.</summary>
    internal StructField On(StructField field)
    {
        var with = field.With(StartKey, JsonValue.Create(Start)).With(StepKey, JsonValue.Create(Step)).With(ExplicitKey, JsonValue.Create(AllowExplicitInsert));
        return HighWaterMark is { } mark ? with.With(MarkKey, JsonValue.Create(mark)) : with;
    }

    /// <summary>The value after the last one.</summary>
    /// <exception cref="OverflowException">There is none.</exception>
    internal long Next => HighWaterMark is { } mark ? checked(mark + Step) : Start;

    private static long? Number(StructField field, string key) =>
        field.Metadata.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
