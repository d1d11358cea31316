using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads names and types of columns: <c>columns: { movieid: INTEGER, title: STRING }</c>.</summary>
internal static class ColumnsReader
{
    /// <param name="entry">The map, or null for none.</param>
    /// <param name="owner">Whose columns they are, for messages.</param>
    /// <param name="file">The file that it stands in.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static List<ModelColumn> Read(YamlEntry? entry, string owner, string file, ProblemList problems)
    {
        var columns = new List<ModelColumn>();
        foreach (var column in entry is null ? [] : new DefinitionFields(entry.Value, $"{owner}: '{entry.Key}'", null, file, problems).Entries)
        {
            var written = (column.Value as YamlScalar)?.Text ?? "";
            if (columns.Any(known => string.Equals(known.Name, column.Key, StringComparison.OrdinalIgnoreCase)))
            {
                problems.Add(file, column.Line, $"The {owner} has the column '{column.Key}' twice; upper and lower case make no difference. Remove one.");
            }
            else if (SharedTypes.Parse(written) is { } type)
            {
                columns.Add(new ModelColumn(column.Key, type));
            }
            else
            {
                problems.Add(file, column.Line, $"The column '{column.Key}' of the {owner} has the type '{written}', which is not known. Take one of {SharedTypes.Names}.");
            }
        }

        return columns;
    }
}
