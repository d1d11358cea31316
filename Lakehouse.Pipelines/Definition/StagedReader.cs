using System.Globalization;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads the section <c>staged</c> of <c>pipeline.yaml</c>.</summary>
internal sealed class StagedReader(string file, ProblemList problems)
{
    private static readonly string[] Fields = ["key", "columns", "sql", "expectations", "history", "max_quarantined"];

    public IReadOnlyList<StagedDefinition> Read(DefinitionFields pipeline, IEnumerable<YamlEntry> tables)
    {
        var result = tables.Select(Read).ToList();
        if (result.Count == 0)
        {
            problems.Add(file, pipeline.Line, "The pipeline stages no table. Add a section 'staged' with at least one, like 'movies: { key: [movieid] }'.");
        }

        foreach (var table in result.Where(table => table.History))
        {
            if (result.FirstOrDefault(other => string.Equals(other.Name, table.Name + StagedTable.HistorySuffix, StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                problems.Add(file, other.Line, $"The staged table '{other.Name}' has the name of the history of '{table.Name}' (line {table.Line}). Rename it, or say 'history: false' there.");
            }
        }

        return result;
    }

    private StagedDefinition Read(YamlEntry entry)
    {
        var owner = $"staged table '{entry.Key}'";
        var fields = new DefinitionFields(entry.Value, owner, Fields, file, problems);
        var key = fields.Names("key");
        if (key.Count == 0)
        {
            problems.Add(file, entry.Line, $"The {owner} has no key. Add the columns of its primary key, like 'key: [movieid]'.");
        }

        var columns = ColumnsReader.Read(fields.Find("columns"), owner, file, problems);
        if (columns.Count > 0)
        {
            foreach (var missing in key.Where(name => !columns.Any(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))))
            {
                problems.Add(file, entry.Line, $"The {owner} has the key column '{missing}', which is not among its columns. {Spelling.Suggest(missing, columns.Select(column => column.Name))}");
            }
        }

        if (fields.Find("expectations") is { } suite && fields.Find("sql") is null)
        {
            problems.Add(file, suite.Line, $"The {owner} has expectations but no SQL. They are checked on what a cleaning SELECT gives: add one, like 'sql: staged/{entry.Key}.sql'.");
        }

        var history = ReadHistory(fields.Text("history"), owner);
        foreach (var taken in columns.Select(column => column.Name).Concat(key).Distinct(StringComparer.OrdinalIgnoreCase).Where(name => history && StagedTable.HistoryColumns.Any(own => string.Equals(own.Name, name, StringComparison.OrdinalIgnoreCase))))
        {
            problems.Add(file, entry.Line, $"The {owner} has the column '{taken}', which is also a column of every table of history. Rename it in the source, or say 'history: false'.");
        }

        return new StagedDefinition(
            entry.Key, entry.Line, key, columns, FileName.Of(fields.Text("sql")), FileName.Of(fields.Text("expectations")),
            history, ReadShare(fields.Text("max_quarantined"), owner));
    }

    private bool ReadHistory(YamlScalar? history, string owner)
    {
        if (history is null || bool.TryParse(history.Text, out var flag))
        {
            return history is not null && bool.Parse(history.Text);
        }

        problems.Add(file, history.Line, $"The {owner}: 'history' is '{history.Text}'. Say true or false.");
        return false;
    }

    private double ReadShare(YamlScalar? share, string owner)
    {
        if (share is null)
        {
            return 1;
        }

        if (double.TryParse(share.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
        {
            return value;
        }

        problems.Add(file, share.Line, $"The {owner}: 'max_quarantined' is '{share.Text}'. Give a share from 0 (no row) to 1 (all rows), like 0.01.");
        return 1;
    }
}
