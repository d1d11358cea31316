using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>What a file of <c>_delta_log/</c> is.</summary>
internal enum LogFileKind
{
    /// <summary><c>00000000000000000042.json</c></summary>
    Commit,

    /// <summary><c>00000000000000000042.00000000000000000047.compacted.json</c></summary>
    Compaction,

    /// <summary><c>00000000000000000042.checkpoint.parquet</c></summary>
    ClassicCheckpoint,

    /// <summary><c>00000000000000000042.checkpoint.0000000001.0000000003.parquet</c></summary>
    CheckpointPart,

    /// <summary><c>00000000000000000042.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json</c> or <c>.parquet</c></summary>
    UuidCheckpoint,
}

/// <summary>A file of the log, as its name tells.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">The version it holds; the first one for a compaction.</param>
/// <param name="EndVersion">The last version of a compaction, else the version.</param>
/// <param name="Part">Number of the part from 1, or 0.</param>
/// <param name="Parts">Number of parts, or 0.</param>
/// <param name="Object">The object in the store.</param>
internal readonly record struct LogFile(LogFileKind Kind, long Version, long EndVersion, int Part, int Parts, ObjectInfo Object)
{
    /// <summary>The folder of the log, with its slash.</summary>
    public const string Folder = "_delta_log/";

    /// <summary>Path relative to the table.</summary>
    public string Path => Object.Path;

    /// <summary>Path of the commit of a version.</summary>
    public static string CommitPath(long version) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{version:D20}.json");

    /// <summary>Path of the classic checkpoint of a version.</summary>
    public static string CheckpointPath(long version) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{version:D20}.checkpoint.parquet");

    /// <summary>Path of a v2 checkpoint of a version.</summary>
    public static string UuidCheckpointPath(long version, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{version:D20}.checkpoint.{id}.parquet");

    /// <summary>A path that sorts right before all files of a version and after all files of earlier ones.</summary>
    public static string Before(long version) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{version:D20}");

    /// <summary>Reads a name; null for checksums, temporary files and everything that is not part of the protocol.</summary>
    public static LogFile? Parse(ObjectInfo item)
    {
        if (!item.Path.StartsWith(Folder, StringComparison.Ordinal))
        {
            return null;
        }

        var name = item.Path.AsSpan(Folder.Length);
        if (name.Length < 25 || name.Contains('/') || name[20] != '.' || !TryVersion(name[..20], out var version))
        {
            return null;
        }

        var rest = name[21..].ToString().Split('.');
        return rest switch
        {
            ["json"] => new LogFile(LogFileKind.Commit, version, version, 0, 0, item),
            [var end, "compacted", "json"] when TryVersion(end, out var last) && last >= version => new LogFile(LogFileKind.Compaction, version, last, 0, 0, item),
            ["checkpoint", "parquet"] => new LogFile(LogFileKind.ClassicCheckpoint, version, version, 0, 0, item),
            ["checkpoint", var part, var parts, "parquet"] when TryPart(part, out var number) && TryPart(parts, out var all) && number <= all =>
                new LogFile(LogFileKind.CheckpointPart, version, version, number, all, item),
            ["checkpoint", var unique, "json" or "parquet"] when unique.Length > 0 => new LogFile(LogFileKind.UuidCheckpoint, version, version, 0, 0, item),
            _ => null,
        };
    }

    private static bool TryVersion(ReadOnlySpan<char> text, out long version)
    {
        version = 0;
        return text.Length == 20 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    private static bool TryPart(string text, out int part)
    {
        part = 0;
        return text.Length == 10 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out part) && part > 0;
    }
}
