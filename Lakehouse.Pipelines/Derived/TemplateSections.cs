namespace Lakehouse.Pipelines.Derived;

/// <summary>Parts of a template that follow from a pipeline's definition. Each stands between two lines of comment, which are kept:</summary>
/// <remarks>
/// <code>
///   # derived (lakehouse pipeline derive --templates): jobs
///   StageJob:
///     …
///   # end of derived: jobs
/// </code>
/// </remarks>
internal static class TemplateSections
{
    /// <summary>Puts other lines into a section, indented as its comments are.</summary>
    /// <param name="file">The template's name, for errors.</param>
    /// <param name="template">Its text.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="lines">The lines, without line feeds.</param>
    /// <exception cref="InvalidDataException">The template has no such section.</exception>
    public static string Replace(string file, string template, string section, IEnumerable<string> lines)
    {
        var begin = $"# derived (lakehouse pipeline derive --templates): {section}\n";
        var start = template.IndexOf(begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : template.IndexOf($"# end of derived: {section}\n", start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InvalidDataException($"Cannot write the pipeline into {file}: it has no lines '{begin.TrimEnd()}' and '# end of derived: {section}', between which it belongs. Take {file} from this release, and put what you changed in it beside these lines.");
        }

        var indent = template[(template.LastIndexOf('\n', start) + 1)..start];
        return template[..(start + begin.Length)]
            + string.Concat(lines.Select(line => line.Length == 0 ? "\n" : $"{indent}{line}\n"))
            + indent + template[end..];
    }
}
