using System.Globalization;
using System.Text;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Raw;

/// <summary>Where a table's files and its control file lie below the source's folder.</summary>
internal static class RawFolder
{
    private const string Forbidden = "/\\%#:*?\"<>|~";

    /// <summary><c>public/movies</c>.</summary>
    public static string Of(TableName table) => $"{Segment(table.Schema)}/{Segment(table.Table)}";

    /// <summary><c>_ingestor/public.movies.json</c>.</summary>
    public static string Control(TableName table) => $"_ingestor/{Segment(table.Schema)}.{Segment(table.Table)}.json";

    /// <summary>
    /// A name as one segment of a path: letters of any script stay; what a store, a URI or a file system would take amiss, and
    /// a '_' or '.' in front, with which readers hide names, becomes <c>~</c> and its hexadecimal number. (<c>%</c> would be taken for a URI's.)
    /// </summary>
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
