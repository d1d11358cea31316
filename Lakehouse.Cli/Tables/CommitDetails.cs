using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>A commit, with the names that the log has for what its writer said.</summary>
internal sealed record CommitDetails(
    long Version,
    DateTimeOffset Timestamp,
    string? Operation,
    IReadOnlyDictionary<string, string?> OperationParameters,
    IReadOnlyDictionary<string, string?> OperationMetrics,
    string? EngineInfo,
    long? ReadVersion,
    bool? IsBlindAppend,
    string? IsolationLevel,
    string? TxnId,
    string? UserMetadata)
{
    private static readonly CommitInfo Nothing = new();

    public static CommitDetails Of(CommitSummary commit)
    {
        var info = commit.Info ?? Nothing;
        return new CommitDetails(
            commit.Version, commit.Timestamp, info.Operation, info.OperationParameters, info.OperationMetrics, info.EngineInfo, info.ReadVersion, info.IsBlindAppend, info.IsolationLevel, info.TxnId, info.UserMetadata);
    }
}
