using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Gives row ids and commit versions to the files of a commit (PROTOCOL.md: Row Tracking).</summary>
internal sealed class RowTracking
{
    public const string Enable = "delta.enableRowTracking";
    public const string Suspend = "delta.rowTrackingSuspended";
    public const string RowIdColumn = "delta.rowTracking.materializedRowIdColumnName";
    public const string RowCommitVersionColumn = "delta.rowTracking.materializedRowCommitVersionColumnName";
    public const string Preserved = "delta.rowTracking.preserved";
    public const string Domain = "delta.rowTracking";

    private readonly bool enabled;
    private readonly bool keepsIds;
    private long highest;

    private RowTracking(bool enabled, bool keepsIds, long highest)
    {
        this.keepsIds = keepsIds;
        this.enabled = enabled;
        this.highest = highest;
    }

    /// <summary>The row tracking of a table, or null where it has none.</summary>
    public static RowTracking? Of(Protocol? protocol, Metadata? metadata, Snapshot? snapshot) =>
        protocol?.Has("rowTracking") == true && metadata?.IsOn(Suspend) != true
            ? new RowTracking(metadata?.IsOn(Enable) == true, metadata is not null && Engine.RowIds.Columns(protocol, metadata).Count > 0, HighestOf(snapshot?.Domains.GetValueOrDefault(Domain)) ?? -1)
            : null;

    /// <summary>The actions with ids for the rows of files that have none, and the new high-water mark.</summary>
    /// <exception cref="UnsupportedFeatureException">A file's number of rows is not known.</exception>
    public IReadOnlyList<LogAction> Assign(IReadOnlyList<LogAction> actions, long version)
    {
        var next = highest + 1;
        var assigned = actions.Select(action => action is AddFile { BaseRowId: null } file ? Assign(file, ref next, version) : action).ToList();
        if (next - 1 > highest)
        {
            assigned.Add(new DomainMetadata(Domain, string.Create(CultureInfo.InvariantCulture, $"{{\"rowIdHighWaterMark\":{next - 1}}}"), false));
        }

        return assigned;
    }

    /// <summary>Another commit gave out ids first.</summary>
    public void MoveBehind(IEnumerable<LogAction> theirs)
    {
        foreach (var domain in theirs.OfType<DomainMetadata>().Where(domain => domain.Domain == Domain))
        {
            highest = Math.Max(highest, HighestOf(domain) ?? -1);
        }
    }

    /// <summary>Says whether rows kept their ids, unless the operation has said so: only where columns are found by field id do rows of rewritten files lose them.</summary>
    public IReadOnlyDictionary<string, string?>? Tag(IReadOnlyDictionary<string, string?>? tags, IReadOnlyList<LogAction> actions)
    {
        if (!enabled || tags?.ContainsKey(Preserved) == true)
        {
            return tags;
        }

        var added = actions.OfType<AddFile>().Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var rewritten = added.Count > 0 && actions.OfType<RemoveFile>().Any(file => !added.Contains(file.Path));
        return new Dictionary<string, string?>(tags ?? EmptyMap.Instance, StringComparer.Ordinal) { [Preserved] = rewritten && !keepsIds ? "false" : "true" };
    }

    private static AddFile Assign(AddFile file, ref long next, long version)
    {
        var rows = FileStatistics.ReadNumRecords(file.StatisticsJson.Span)
            ?? throw new UnsupportedFeatureException("A file's number of rows is not in its statistics, so that its rows cannot get ids. Nothing was written.", "rowTracking", null, null, file.Path);
        var first = next;
        next += rows;
        return file with { BaseRowId = first, DefaultRowCommitVersion = file.DefaultRowCommitVersion ?? version };
    }

    private static long? HighestOf(DomainMetadata? domain)
    {
        if (domain is null or { Removed: true })
        {
            return null;
        }

        using var json = JsonDocument.Parse(domain.Configuration);
        return json.RootElement.TryGetProperty("rowIdHighWaterMark", out var mark) ? mark.GetInt64() : null;
    }
}
