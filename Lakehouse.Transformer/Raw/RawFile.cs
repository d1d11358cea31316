using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Transformer.Raw;

/// <summary>A data file of one raw table.</summary>
/// <param name="Name">File name within the table's folder.</param>
/// <param name="Number">
/// Place in the reading order, which is also the Delta transaction's version: of a load file its counter, of a change file the
/// digits of its time. A time has 17 digits, so every load file comes before every change file.
/// </param>
/// <param name="Size">Length in bytes.</param>
internal sealed record RawFile(string Name, long Number, long Size)
{
    private const string Extension = ".parquet";
    private const string LoadPrefix = "LOAD";

    /// <summary>When it was written.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>Whether the file belongs to the full load.</summary>
    public bool IsLoad => Number <= uint.MaxValue;

    /// <summary>
    /// Recognises <c>LOAD00000001.parquet</c> (8 hexadecimal digits) and <c>20261122-203501123.parquet</c> (yyyyMMdd-HHmmssfff).
    /// </summary>
    /// <returns>The file, or null when the name is neither: not a data file.</returns>
    public static RawFile? Parse(ObjectInfo item, string name) =>
        NumberOf(name) is { } number ? new RawFile(name, number, item.Size) { Modified = item.LastModified } : null;

    /// <summary>The place in the reading order of a file with a name; null when it is not a data file's.</summary>
    public static long? NumberOf(string name)
    {
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        var stem = name.AsSpan(0, name.Length - Extension.Length);
        if (stem.Length == 12 && stem.StartsWith(LoadPrefix, StringComparison.Ordinal)
            && uint.TryParse(stem[4..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var counter))
        {
            return counter;
        }

        return stem.Length == 18 && stem[8] == '-'
            && long.TryParse($"{stem[..8]}{stem[9..]}", NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time >= 10_000_000_000_000_000
            ? time
            : null;
    }
}
