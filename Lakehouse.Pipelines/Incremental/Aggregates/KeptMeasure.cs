namespace Lakehouse.Pipelines.Incremental;

/// <summary>Which rows of a group a measure counts.</summary>
internal enum MeasureKind
{
    /// <summary>All of them: <c>count(*)</c>.</summary>
    Rows,

    /// <summary>Those in which the value is not NULL.</summary>
    Values,
}

/// <summary>What is kept of each group for some aggregates: a count, and the exact sum of the counted values.</summary>
/// <param name="Number">Tells the measures of a SELECT apart.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Filtered">Whether a FILTER must be true as well.</param>
internal sealed record KeptMeasure(int Number, MeasureKind Kind, bool Filtered)
{
    public string Value => $"__value_{Number}";

    public string Filter => $"__filter_{Number}";

    public string CountColumn => $"__count_{Number}";

    public string SumColumn => $"__sum_{Number}";

    private string Counted => string.Join(" AND ", new[]
    {
        Kind == MeasureKind.Values ? $"{Value} IS NOT NULL" : "true",
        Filtered ? Filter : "true",
    });

    /// <summary>The count over rows that all came, or over rows with signs.</summary>
    public string Count(bool areChanges) => areChanges ? $"CAST(coalesce(sum({GroupedSelect.Sign}) FILTER (WHERE {Counted}), 0) AS BIGINT)"
        : Kind == MeasureKind.Values && !Filtered ? $"count({Value})"
        : $"count(*) FILTER (WHERE {Counted})";

    /// <summary>The sum over such rows.</summary>
    /// <param name="areChanges">Whether the rows have signs.</param>
    /// <param name="type">An exact type that holds it.</param>
    public string Sum(bool areChanges, string type)
    {
        var value = areChanges ? $"CASE WHEN {GroupedSelect.Sign} > 0 THEN CAST({Value} AS {type}) ELSE -CAST({Value} AS {type}) END" : Value;
        return $"CAST(coalesce(sum({value}){(Filtered ? $" FILTER (WHERE {Filter})" : "")}, 0) AS {type})";
    }
}
