using System.Globalization;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>An aggregate whose value follows from what is kept.</summary>
/// <param name="Function">Its name in the syntax tree: <c>count_star</c>, <c>count</c>, <c>sum</c>, <c>avg</c> or <c>mean</c>.</param>
/// <param name="AsDouble">Whether it is over <c>CAST(… AS DOUBLE)</c>: the sum is kept exactly and made a DOUBLE at last.</param>
/// <param name="Measure">What it is computed from; null for the number of rows.</param>
internal sealed record KeptAggregate(string Function, bool AsDouble, KeptMeasure? Measure)
{
    public bool NeedsSum => Function is "sum" or "avg" or "mean";

    /// <summary>The aggregate as the model has it, over the rows' columns: what its type is told by.</summary>
    public string Original
    {
        get
        {
            var value = Measure is null || Measure.Kind == MeasureKind.Rows ? "*" : AsDouble ? $"CAST({Measure.Value} AS DOUBLE)" : Measure.Value;
            return $"{(Function == "count_star" ? "count" : Function)}({value})";
        }
    }

    /// <summary>Its value, from the columns that are kept.</summary>
    /// <param name="sumType">Type of the sum that is kept; null without one.</param>
    /// <param name="type">Type of the result.</param>
    public string Result(string? sumType, string type)
    {
        var value = Measure is null ? GroupedSelect.RowCount
            : !NeedsSum ? Measure.CountColumn
            : $"CASE WHEN {Measure.CountColumn} <> 0 THEN {(Function == "sum" ? Measure.SumColumn : Average(Measure, sumType!))} END";
        return $"CAST({value} AS {type})";
    }

    /// <summary>DuckDB divides the digits of decimals, not their values: 12.30 of DECIMAL(4,2) is 1230.</summary>
    private string Average(KeptMeasure measure, string sumType)
    {
        var scale = AsDouble || !sumType.StartsWith("DECIMAL", StringComparison.Ordinal) ? 0 : int.Parse(sumType.Split(',')[1].TrimEnd(')'), CultureInfo.InvariantCulture);
        var digits = "1" + new string('0', scale);
        return scale == 0
            ? $"CAST({measure.SumColumn} AS DOUBLE) / {measure.CountColumn}"
            : $"CAST(CAST({measure.SumColumn} * {digits} AS HUGEINT) AS DOUBLE) / (CAST({measure.CountColumn} AS HUGEINT) * {digits})";
    }
}
