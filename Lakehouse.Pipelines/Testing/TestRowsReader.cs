using Lakehouse.Pipelines.Definition;

namespace Lakehouse.Pipelines.Testing;

/// <summary>Reads the rows of a test: maps, CSV, or a CSV file beside it.</summary>
internal sealed class TestRowsReader(string file, ProblemList problems)
{
    public TestRows Read(YamlValue value) => value switch
    {
        YamlList list => OfMaps(list),
        YamlScalar { Text: "" } => TestRows.None,
        YamlScalar scalar when scalar.Text.Contains('\n', StringComparison.Ordinal) => OfCsv(scalar.Text, file, scalar.Line + 1),
        YamlScalar scalar => OfFile(scalar),
        _ => Wrong(value, "Rows are a list of maps like { movieid: 1 }, CSV with a header, or the name of a CSV file beside the test."),
    };

    private TestRows OfMaps(YamlList list)
    {
        var columns = new List<string>();
        var maps = new List<YamlMap>();
        foreach (var item in list.Items)
        {
            if (item is not YamlMap map)
            {
                return Wrong(item, "Each row is a map of columns and values, like { movieid: 1, title: Heat }.");
            }

            maps.Add(map);
            columns.AddRange(map.Entries.Select(entry => entry.Key).Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)));
        }

        return new TestRows(columns, [.. maps.Select(map => (IReadOnlyList<string?>)[.. columns.Select(column => Text(map.Entries.FirstOrDefault(entry => string.Equals(entry.Key, column, StringComparison.OrdinalIgnoreCase))?.Value))])]);
    }

    private string? Text(YamlValue? value)
    {
        switch (value)
        {
            case null or YamlScalar { IsPlain: true, Text: "" or "~" or "null" }:
                return null;
            case YamlScalar scalar:
                return scalar.Text;
            default:
                problems.Add(file, value.Line, "A value is a text, a number, true, false or null.");
                return null;
        }
    }

    private TestRows OfFile(YamlScalar name)
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, name.Text));
        return File.Exists(path)
            ? OfCsv(File.ReadAllText(path), path, 1)
            : Wrong(name, $"The rows are to come from '{name.Text}', but there is no file {path}. Create it, or write the rows here.");
    }

    private TestRows OfCsv(string text, string place, int line)
    {
        var records = CsvRecords.Of(text);
        if (records.Count == 0 || records[0].Any(name => string.IsNullOrWhiteSpace(name)))
        {
            problems.Add(place, line, "The CSV has no header. Its first line names the columns.");
            return TestRows.None;
        }

        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Count != records[0].Count)
            {
                problems.Add(place, line + i, $"The CSV row has {records[i].Count} values, the header has {records[0].Count}. Correct it; values with a comma stand in double quotes.");
                return TestRows.None;
            }
        }

        return new TestRows([.. records[0].Select(name => name!.Trim())], [.. records.Skip(1)]);
    }

    private TestRows Wrong(YamlValue value, string message)
    {
        problems.Add(file, value.Line, message);
        return TestRows.None;
    }
}
