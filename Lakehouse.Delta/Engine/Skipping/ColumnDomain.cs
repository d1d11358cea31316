namespace Lakehouse.Delta.Engine;

/// <summary>The values that a column may have in one file.</summary>
/// <param name="Min">No value is less; null when unknown.</param>
/// <param name="Max">No value is greater; null when unknown.</param>
internal readonly record struct ColumnDomain(FilterValue? Min, FilterValue? Max)
{
    /// <summary>Nothing is known.</summary>
    public static ColumnDomain Any => new(null, null);

    /// <summary>Whether some row may have NULL.</summary>
    public bool MayBeNull { get; init; } = true;

    /// <summary>Whether some row may have a value.</summary>
    public bool MayBeValue { get; init; } = true;

    /// <summary>Whether some row may have NaN, which DuckDB sorts after all numbers and statistics leave out.</summary>
    public bool MayBeNaN { get; init; }

    /// <summary>Whether <see cref="Max"/> was cut, so that values may be any text that starts with it.</summary>
    public bool MaxIsCut { get; init; }

    public bool MayBeBelow(FilterValue value, bool orEqual) => MayBeValue && (Min?.CompareAsLower(value) is not { } order || order < 0 || (orEqual && order == 0));

    public bool MayBeAbove(FilterValue value, bool orEqual) => MayBeValue && (MayBeNaN || CompareMax(value) is not { } order || order > 0 || (orEqual && order == 0));

    /// <summary>Whether a value may lie in a range, bounds included.</summary>
    public bool MayBeIn(ConstantRange range) =>
        MayBeBelow(range.High, orEqual: true) && MayBeValue && (CompareMax(range.Low) is not { } order || order >= 0);

    /// <summary>Whether every value is that of the range, which is one value.</summary>
    public bool IsOnly(ConstantRange range) =>
        !MayBeNaN && !MaxIsCut && range.IsPoint && Min is { IsExact: true } min && Max is { IsExact: true } max
        && min.CompareAsLower(range.Low) == 0 && max.CompareAsUpper(range.Low) == 0 && range.Low.IsExact;

    private int? CompareMax(FilterValue value) => MaxIsCut && Max?.IsPrefixOf(value) == true ? 1 : Max?.CompareAsUpper(value);
}
