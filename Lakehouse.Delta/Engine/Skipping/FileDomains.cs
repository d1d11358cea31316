using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

/// <summary>What the log tells about the columns of a filter, file by file.</summary>
internal sealed class FileDomains(Snapshot snapshot, IReadOnlyList<FilterColumn> columns)
{
    /// <summary>Upper bounds of times are cut to milliseconds.</summary>
    private const long CutMicros = 999;

    /// <summary>From this many characters on, a bound of a text may have been cut.</summary>
    private const int CutLength = 32;

    /// <summary>Before the Gregorian calendar, writers differ about what a day is called.</summary>
    private static readonly long FirstCertainDay = FilterValueText.Date("1582-10-16")!.Value.Micros;

    private readonly StatisticsReader statistics = new(columns);
    private readonly ColumnDomain[] domains = new ColumnDomain[columns.Count];
    private readonly bool asksPartitions = columns.Any(column => column.Partition >= 0);

    /// <summary>The domains of one file; they hold until the next call.</summary>
    [MethodImpl(FirstCall.IsFast)]
    public ReadOnlySpan<ColumnDomain> Read(AddFile file)
    {
        statistics.Read(file.StatisticsJson.Span);
        var partitions = asksPartitions ? DeltaScan.PartitionTexts(snapshot, file.PartitionValues) : [];
        for (var i = 0; i < domains.Length; i++)
        {
            var column = columns[i];
            domains[i] = column.Partition >= 0 ? OfPartition(partitions[column.Partition], column.Type) : OfStatistics(i, column);
        }

        return domains;
    }

    private static ColumnDomain OfPartition(string? text, DataType type)
    {
        if (string.IsNullOrEmpty(text))
        {
            return ColumnDomain.Any with { MayBeValue = false };
        }

        var value = FilterValueText.Parse(type, text);
        return new ColumnDomain(value, value) { MayBeNull = false, MayBeNaN = IsFloating(type) };
    }

    [MethodImpl(FirstCall.IsFast)]
    private ColumnDomain OfStatistics(int index, FilterColumn column)
    {
        var nulls = statistics.Nulls[index];
        var nested = column.Path.Count > 1; // writers count the nulls of a struct in different ways
        var domain = new ColumnDomain(Bound(statistics.Min[index], column.Type), UpperBound(statistics.Max[index], column.Type, out var cut))
        {
            MaxIsCut = cut,
            MayBeNull = nested || nulls is not 0,
            MayBeValue = nested || nulls is null || statistics.Rows is null || nulls < statistics.Rows,
            MayBeNaN = IsFloating(column.Type),
        };
        return domain;
    }

    private static bool IsFloating(DataType type) => type is PrimitiveType { Name: "float" or "double" };

    [MethodImpl(FirstCall.IsFast)]
    private static FilterValue? Bound(StatisticsValue? bound, DataType type)
    {
        if (bound is not { } told)
        {
            return null;
        }

        if (told.Integer is { } integer && type is (DecimalType or PrimitiveType { Name: "byte" or "short" or "integer" or "long" }))
        {
            return FilterValue.Number(integer);
        }

        return Bound(told.ToString(), type);
    }

    private static FilterValue? Bound(string text, DataType type)
    {
        if (type is PrimitiveType { Name: "timestamp" } && FilterValueText.Time(text) is not { HasZone: true })
        {
            return null;
        }

        return FilterValueText.Parse(type, text) is { } value && (value.Kind != FilterValueKind.Time || value.Micros >= FirstCertainDay) ? value : null;
    }

    [MethodImpl(FirstCall.IsFast)]
    private static FilterValue? UpperBound(StatisticsValue? bound, DataType type, out bool cut)
    {
        cut = false;
        switch (type)
        {
            case PrimitiveType { Name: "string" } when bound?.ToString() is { } text:
                cut = text.Length >= CutLength;
                return Bound(cut ? text.TrimEnd('\uFFFD', '\uFFFF', '\uDBFF', '\uDFFF') : text, type);
            case PrimitiveType { Name: "timestamp" or "timestamp_ntz" }:
                return Bound(bound, type) is { } time ? FilterValue.Time(time.Micros + CutMicros) : null;
            default:
                return Bound(bound, type);
        }
    }
}
