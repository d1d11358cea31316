namespace Lakehouse.Delta.Engine;

/// <summary>What change data files have besides the table's columns (protocol: Change Data Files).</summary>
internal static class ChangeDataColumns
{
    public const string ChangeType = "_change_type";
    public const string CommitVersion = "_commit_version";
    public const string CommitTimestamp = "_commit_timestamp";
    public const string Insert = "insert";
    public const string Delete = "delete";
    public const string Preimage = "update_preimage";
    public const string Postimage = "update_postimage";

    /// <summary>Whether a table with a change data feed must not have a column of this name.</summary>
    public static bool IsReserved(string column) =>
        new[] { ChangeType, CommitVersion, CommitTimestamp }.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether writers must keep a change data feed of the table.</summary>
    public static bool AreKept(Protocol protocol, Metadata metadata) =>
        metadata.IsOn("delta.enableChangeDataFeed")
        && (protocol.MinWriterVersion is >= 4 and < 7 || protocol.Has("changeDataFeed"));
}
