namespace Lakehouse.Delta;

/// <summary>Holds the state that a checkpoint has against the one that the commits give.</summary>
internal static class CheckpointComparison
{
    public static IEnumerable<string> Differences(Reconciliation commits, Reconciliation checkpoint)
    {
        if (!Equal(commits.Protocol, checkpoint.Protocol))
        {
            yield return "the protocol differs.";
        }

        if (Members(commits.Metadata, checkpoint.Metadata).ToArray() is { Length: > 0 } members)
        {
            yield return $"{string.Join(", ", members)} {(members.Length == 1 ? "differs" : "differ")}.";
        }

        var expected = Sizes(commits);
        var actual = Sizes(checkpoint);
        foreach (var difference in new[]
        {
            Few("it lacks", [.. expected.Keys.Where(file => !actual.ContainsKey(file))]),
            Few("it still has", [.. actual.Keys.Where(file => !expected.ContainsKey(file))]),
            Few("it has another length for", [.. expected.Where(file => actual.TryGetValue(file.Key, out var size) && size != file.Value).Select(file => file.Key)]),
        }.OfType<string>())
        {
            yield return difference;
        }

        foreach (var transaction in commits.Transactions.Values.Where(transaction => checkpoint.Transactions.GetValueOrDefault(transaction.AppId)?.Version != transaction.Version))
        {
            // A writer may drop transactions that are older than delta.setTransactionRetentionDuration.
            if (checkpoint.Transactions.ContainsKey(transaction.AppId) || commits.Metadata?.Property("delta.setTransactionRetentionDuration") is null)
            {
                yield return $"the transaction of '{transaction.AppId}' is not at version {transaction.Version}.";
            }
        }

        foreach (var domain in commits.Domains.Values.Where(domain => checkpoint.Domains.GetValueOrDefault(domain.Domain)?.Configuration != domain.Configuration))
        {
            yield return $"the metadata domain '{domain.Domain}' differs.";
        }
    }

    private static Dictionary<string, long> Sizes(Reconciliation state)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in state.Files)
        {
            sizes[file.DeletionVector is { } vector ? $"{FilePath.Canonical(file.Path)} with deletion vector {vector.UniqueId}" : FilePath.Canonical(file.Path)] = file.Size;
        }

        return sizes;
    }

    private static string? Few(string what, string[] files) => files.Length switch
    {
        0 => null,
        1 => $"{what} {files[0]}.",
        _ => $"{what} {files.Length} files, the first of them {files.Min(StringComparer.Ordinal)}.",
    };

    private static bool Equal(Protocol? a, Protocol? b) =>
        a?.MinReaderVersion == b?.MinReaderVersion && a?.MinWriterVersion == b?.MinWriterVersion
        && (a?.ReaderFeatures ?? []).ToHashSet().SetEquals(b?.ReaderFeatures ?? []) && (a?.WriterFeatures ?? []).ToHashSet().SetEquals(b?.WriterFeatures ?? []);

    /// <summary>What of the metadata is not the same.</summary>
    private static IEnumerable<string> Members(Metadata? commits, Metadata? checkpoint)
    {
        if (commits is null || checkpoint is null)
        {
            return commits == checkpoint ? [] : ["the metaData action"];
        }

        var properties = commits.Configuration.Keys.Union(checkpoint.Configuration.Keys, StringComparer.Ordinal).Where(key => commits.Property(key) != checkpoint.Property(key));
        return
        [
            .. commits.Id == checkpoint.Id ? Array.Empty<string>() : ["the table's id"],
            .. commits.SchemaString == checkpoint.SchemaString ? Array.Empty<string>() : ["the schema"],
            .. commits.PartitionColumns.SequenceEqual(checkpoint.PartitionColumns) ? Array.Empty<string>() : ["the list of partition columns"],
            .. properties.Order(StringComparer.Ordinal).Select(key => $"the property {key}"),
        ];
    }
}
