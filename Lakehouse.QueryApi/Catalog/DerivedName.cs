using System.Globalization;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>A name with a mark behind it: <c>t@v7</c>, <c>t@2026-01-31T12:00:00Z</c>, <c>t@changes3-5</c>, <c>t$history</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Kind">What of it.</param>
/// <param name="Version">Version, or first version of changes.</param>
/// <param name="Until">Last version of changes, or null for the latest.</param>
/// <param name="Timestamp">Time, or null.</param>
internal sealed record DerivedName(string Table, DerivedKind Kind, long Version, long? Until, DateTimeOffset? Timestamp)
{
    private static readonly (string Mark, DerivedKind Kind)[] Suffixes =
        [("$history", DerivedKind.History), ("$files", DerivedKind.Files), ("$properties", DerivedKind.Properties), ("$partitions", DerivedKind.Partitions)];

    /// <summary>Takes a name apart; null when it bears no mark.</summary>
    public static DerivedName? Parse(string name)
    {
        foreach (var (mark, kind) in Suffixes)
        {
            if (name.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
            {
                return new DerivedName(name[..^mark.Length], kind, 0, null, null);
            }
        }

        var at = name.LastIndexOf('@');
        if (at < 0)
        {
            return null;
        }

        var (table, tail) = (name[..at], name[(at + 1)..]);
        if (tail.StartsWith("changes", StringComparison.Ordinal) && tail[7..].Split('-') is [var first, var last] && Number(first) is { } since)
        {
            return new DerivedName(table, DerivedKind.Changes, since, Number(last), null);
        }

        if (tail.StartsWith('v') && Number(tail[1..]) is { } version)
        {
            return new DerivedName(table, DerivedKind.Version, version, null, null);
        }

        return DateTimeOffset.TryParse(tail, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new DerivedName(table, DerivedKind.Timestamp, 0, null, time)
            : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What a mark behind a table's name asks for.</summary>
internal enum DerivedKind
{
    /// <summary>The table at a version.</summary>
    Version,

    /// <summary>The table at a time.</summary>
    Timestamp,

    /// <summary>What changed between versions.</summary>
    Changes,

    /// <summary>The commits.</summary>
    History,

    /// <summary>The data files.</summary>
    Files,

    /// <summary>The table's properties.</summary>
    Properties,

    /// <summary>The partitions.</summary>
    Partitions,
}
