namespace Lakehouse.Delta.Engine;

/// <summary>Holds what the log says about a file against its rows.</summary>
internal sealed class FileFindings(Snapshot snapshot, IReadOnlyList<VerifiedColumn> columns)
{
    private readonly FileDomains domains = new(snapshot, [.. columns.Select(column => column.Column)]);
    private readonly StatisticsReader statistics = new([.. columns.Select(column => column.Column)]);

    /// <param name="file">The file.</param>
    /// <param name="physicalRows">Its rows, deleted ones among them.</param>
    /// <param name="content">What its rows that count say.</param>
    public IEnumerable<VerificationFinding> Of(AddFile file, long physicalRows, FileContent content)
    {
        statistics.Read(file.StatisticsJson.Span);
        var deleted = file.DeletionVector?.Cardinality ?? 0;
        if (statistics.Rows is { } rows && rows != physicalRows)
        {
            yield return Finding(VerificationCheck.Rows, $"The file has {physicalRows} rows, its statistics say {rows}.", file);
        }

        if (content.Rows != physicalRows - deleted)
        {
            yield return Finding(VerificationCheck.DeletionVector, $"The deletion vector marks {deleted} rows, but {physicalRows - content.Rows} of the {physicalRows} rows of the file are gone: it marks rows that the file does not have.", file);
        }

        ColumnDomain[] allowed = [.. domains.Read(file)];
        for (var i = 0; i < columns.Count; i++)
        {
            foreach (var problem in Problems(i, allowed[i], content, file))
            {
                yield return Finding(VerificationCheck.Statistics, problem, file);
            }
        }
    }

    private IEnumerable<string> Problems(int i, ColumnDomain allowed, FileContent content, AddFile file)
    {
        var (name, nulls) = (columns[i].Name, content.Rows - content.Values[i]);
        if (statistics.Nulls[i] is { } said && columns[i].Column.Path.Count == 1 && (file.DeletionVector is null ? said != nulls : said < nulls))
        {
            yield return $"The column {name} has {nulls} nulls, its statistics say {said}.";
        }

        if (IsOutside(content.Min[i], columns[i].Column.Type, allowed))
        {
            yield return $"The column {name} has the value {content.Min[i]}, its statistics say that it begins at {statistics.Min[i]?.ToString() ?? "none"} and ends at {statistics.Max[i]?.ToString() ?? "none"}.";
        }
        else if (IsOutside(content.Max[i], columns[i].Column.Type, allowed))
        {
            yield return $"The column {name} has the value {content.Max[i]}, its statistics say that it begins at {statistics.Min[i]?.ToString() ?? "none"} and ends at {statistics.Max[i]?.ToString() ?? "none"}.";
        }
    }

    /// <summary>Whether a search for the value would leave the file out.</summary>
    private static bool IsOutside(string? value, DataType type, ColumnDomain allowed) =>
        value is not null && FilterValueText.Parse(type, value) is { } parsed && !allowed.MayBeIn(ConstantRange.Of(parsed));

    private VerificationFinding Finding(VerificationCheck check, string problem, AddFile file) => new(check, problem, snapshot.Version, file.Path);
}
