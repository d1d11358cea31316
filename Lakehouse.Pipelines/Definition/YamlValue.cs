namespace Lakehouse.Pipelines.Definition;

/// <summary>A YAML value that remembers the line it starts on.</summary>
internal abstract record YamlValue(int Line);

/// <summary>Text, a number, a truth value or nothing (the empty text); plain when no quotes stand around it.</summary>
internal sealed record YamlScalar(string Text, int Line, bool IsPlain = true) : YamlValue(Line);

internal sealed record YamlList(IReadOnlyList<YamlValue> Items, int Line) : YamlValue(Line);

/// <summary>Entries in the file's order. A key that stands twice is there twice: the reader of the map reports it.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line) : YamlValue(Line);

internal sealed record YamlEntry(string Key, int Line, YamlValue Value);
