using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Copying;

/// <summary>The COPY statement that reads a table or a range of its pages.</summary>
internal static class CopyCommand
{
    /// <param name="columns">The columns to read.</param>
    /// <param name="range">The pages to read.</param>
    /// <param name="skip">Rows to leave out: those that a killed load has.</param>
    public static string For(IReadOnlyList<SourceColumn> columns, PageRange range, long skip = 0)
    {
        // ONLY: tables that inherit are tables of their own.
        var source = $"{string.Join(", ", columns.Select(Expression))} FROM ONLY {range.Relation.Sql}";
        var pages = (range.From, range.To) switch
        {
            (null, null) => "",
            (null, { } to) => $" WHERE ctid < '({to},0)'",
            ({ } from, null) => $" WHERE ctid >= '({from},0)'",
            ({ } from, { } to) => $" WHERE ctid >= '({from},0)' AND ctid < '({to},0)'",
        };
        var rest = skip > 0 ? $" OFFSET {skip}" : "";
        return $"COPY (SELECT {source}{pages}{rest}) TO STDOUT (FORMAT BINARY)";
    }

    /// <summary>
    /// <c>format('%s', …)</c> is the output function, which is what logical replication sends too. A cast to text is not the
    /// same for every type: it adds a mask to inet and takes blanks from char(n).
    /// </summary>
    private static string Expression(SourceColumn column)
    {
        var name = TableName.Quote(column.Name);
        return column.Type.AsText ? $"CASE WHEN num_nulls({name}) = 0 THEN format('%s', {name}) END" : name;
    }
}
