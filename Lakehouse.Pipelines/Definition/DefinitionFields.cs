namespace Lakehouse.Pipelines.Definition;

/// <summary>The fields of one YAML map: hands out each by name and reports those nobody knows.</summary>
internal sealed class DefinitionFields
{
    private readonly Dictionary<string, YamlEntry> entries = new(StringComparer.Ordinal);
    private readonly string file;
    private readonly string owner;
    private readonly ProblemList problems;

    /// <param name="value">What should be a map.</param>
    /// <param name="owner">What the map describes, for messages: <c>staged table 'movies'</c>.</param>
    /// <param name="known">Every field that may stand in the map; null when the keys are names of the author's choice.</param>
    /// <param name="file">The YAML file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public DefinitionFields(YamlValue? value, string owner, IReadOnlyList<string>? known, string file, ProblemList problems)
    {
        this.file = file;
        this.owner = owner;
        this.problems = problems;
        Line = value?.Line ?? 1;
        if (value is not YamlMap map)
        {
            if (value is not (null or YamlScalar { Text: "" or "~" or "null" }))
            {
                problems.Add(file, value.Line, $"The {owner} must be a map of fields, like {{ name: value }}.");
            }

            return;
        }

        foreach (var entry in map.Entries)
        {
            if (known is not null && !known.Contains(entry.Key, StringComparer.Ordinal))
            {
                problems.Add(file, entry.Line, $"The {owner} has an unknown key '{entry.Key}'. {Spelling.Suggest(entry.Key, known)}");
            }
            else if (!entries.TryAdd(entry.Key, entry))
            {
                problems.Add(file, entry.Line, $"The {owner} has '{entry.Key}' twice (first on line {entries[entry.Key].Line}). Remove one of them.");
            }
        }
    }

    /// <summary>Line on which the map starts.</summary>
    public int Line { get; }

    /// <summary>All entries, in the file's order.</summary>
    public IEnumerable<YamlEntry> Entries => entries.Values;

    public YamlEntry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The text of a field; null, and a problem, when it is no text.</summary>
    public YamlScalar? Text(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { Value: YamlScalar { Text.Length: > 0 } scalar }:
                return scalar;
            case var entry:
                problems.Add(file, entry.Line, $"The {owner}: '{name}' must be a text that is not empty.");
                return null;
        }
    }

    /// <summary>A list of names; a single name stands for a list of one.</summary>
    public IReadOnlyList<string> Names(string name)
    {
        var entry = Find(name);
        var items = entry?.Value switch
        {
            YamlList list => list.Items,
            YamlScalar { Text.Length: > 0 } scalar => [scalar],
            _ => [],
        };
        var names = new List<string>();
        foreach (var item in items)
        {
            if (item is not YamlScalar { Text.Length: > 0 } scalar)
            {
                problems.Add(file, item.Line, $"The {owner}: '{name}' must be a list of column names, like [movieid].");
            }
            else if (names.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(file, item.Line, $"The {owner}: '{name}' names '{scalar.Text}' twice. Remove one of them.");
            }
            else
            {
                names.Add(scalar.Text);
            }
        }

        return names;
    }
}
