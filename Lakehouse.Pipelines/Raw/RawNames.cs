using System.Globalization;
using System.Text;

namespace Lakehouse.Pipelines;

/// <summary>Where a table's raw files and its control file lie below the source's folder (docs/raw.md).</summary>
public static class RawNames
{
    private const string Forbidden = "/\\%#:*?\"<>|~";

    /// <summary>The folder of a table's files: <c>public/movies</c>.</summary>
    /// <param name="schema">The table's schema in the source.</param>
    /// <param name="table">Its name there.</param>
    public static string Folder(string schema, string table) => $"{Segment(schema)}/{Segment(table)}";

    /// <summary>The file in which the Ingestor records how far it is with a table: <c>_ingestor/public.movies.json</c>.</summary>
    /// <param name="schema">The table's schema in the source.</param>
    /// <param name="table">Its name there.</param>
    public static string ControlFile(string schema, string table) => $"_ingestor/{Segment(schema)}.{Segment(table)}.json";

    /// <summary>
    /// A name as one segment of a path: letters of any script stay; what a store, a URI or a file system would take amiss, and
    /// a '_' or '.' in front, with which readers hide names, becomes <c>~</c> and its hexadecimal number. (<c>%</c> would be taken for a URI's.)
    /// </summary>
    /// <param name="name">A schema's or table's name.</param>
    public static string Segment(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            var hidden = result.Length == 0 && (c == '_' || c == '.');
            if (hidden || char.IsControl(c) || Forbidden.Contains(c, StringComparison.Ordinal))
            {
                result.Append(CultureInfo.InvariantCulture, $"~{(int)c:X2}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }
}
