using System.Text.Json;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>What PROTOCOL.md says about the entries of the log, held against tables on which every operation was run.</summary>
public class LogEntries
{
    public static TheoryData<string, string> Kinds => WrittenTables.Kinds;

    /// <summary>Sections: Actions, Delta Log Entries, Change Metadata, Protocol Evolution, Table Features for New and Existing Tables, Add File and Remove File, In-Commit Timestamps, Row Tracking.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_entry_keeps_the_rules(string kind, string properties)
    {
        await using var t = await WrittenTables.CreateAsync(properties);
        var commits = WrittenCommit.Of(t).ToArray();
        Assert.True(commits.Length >= 18, $"{kind}: {commits.Length} commits");
        var present = new Dictionary<string, string?>(StringComparer.Ordinal);
        JsonElement metadata = default;
        foreach (var commit in commits)
        {
            Assert.Empty(commit.Actions.SelectMany(action => ActionFields.Violations(action.Name, action.Content)));
            Once(commit);
            metadata = commit.All("metaData").SingleOrDefault(metadata);
            Protocol(commit);
            Files(t, commit, metadata, present);
            if (commit.Version == 0)
            {
                Assert.Equal(["metaData", "protocol"], commit.Actions.Select(action => action.Name).Where(name => name is "metaData" or "protocol").Order(StringComparer.Ordinal));
            }
        }

        Assert.All(commits.SelectMany(commit => commit.All("metaData")), content => Assert.Equal("parquet", content.GetProperty("format").GetProperty("provider").GetString()));
        Assert.True(commits.SelectMany(commit => commit.All("metaData")).All(content => Guid.TryParse(content.GetProperty("id").GetString(), out _)));
        Assert.Single(commits.SelectMany(commit => commit.All("metaData")).Select(content => content.GetProperty("id").GetString()).Distinct());
        if (properties.Contains("InCommitTimestamps", StringComparison.Ordinal))
        {
            InCommitTimestamps(commits);
        }

        if (properties.Contains("RowTracking", StringComparison.Ordinal))
        {
            RowTracking(commits);
        }
    }

    /// <summary>"A single log entry MUST NOT include more than one action that reconciles with each other."</summary>
    private static void Once(WrittenCommit commit)
    {
        Assert.True(commit.All("metaData").Count() <= 1);
        Assert.True(commit.All("protocol").Count() <= 1);
        foreach (var keys in new[]
        {
            commit.All("txn").Select(content => content.GetProperty("appId").GetString()),
            commit.All("domainMetadata").Select(content => content.GetProperty("domain").GetString()),
            commit.All("add").Select(content => content.GetProperty("path").GetString()), // at most one of a type for any path, whatever its vector
            commit.All("remove").Select(content => content.GetProperty("path").GetString()),
            commit.All("add").Concat(commit.All("remove")).Select(Key),
        })
        {
            Assert.Equal(keys.Distinct(), keys);
        }
    }

    private static void Protocol(WrittenCommit commit)
    {
        foreach (var protocol in commit.All("protocol"))
        {
            var (reader, writer) = (protocol.GetProperty("minReaderVersion").GetInt32(), protocol.GetProperty("minWriterVersion").GetInt32());
            var readers = protocol.TryGetProperty("readerFeatures", out var ofReaders) ? ofReaders.EnumerateArray().Select(name => name.GetString()).ToArray() : null;
            var writers = protocol.TryGetProperty("writerFeatures", out var ofWriters) ? ofWriters.EnumerateArray().Select(name => name.GetString()).ToArray() : null;
            Assert.Equal((reader == 3, writer == 7), (readers is not null, writers is not null));
            Assert.True(reader < 3 || writer == 7, "Reader version 3 needs writer version 7.");
            Assert.Empty((readers ?? []).Except(writers ?? []));
        }
    }

    private static void Files(TemporaryTable t, WrittenCommit commit, JsonElement metadata, Dictionary<string, string?> present)
    {
        foreach (var remove in commit.All("remove"))
        {
            // what leaves was there, with just that vector
            Assert.True(present.Remove(remove.GetProperty("path").GetString()!, out var vector), "The file was not in the table.");
            Assert.Equal(vector, Vector(remove));
            Assert.True(!remove.TryGetProperty("extendedFileMetadata", out var extended) || !extended.GetBoolean() || (remove.TryGetProperty("partitionValues", out _) && remove.TryGetProperty("size", out _)));
        }

        foreach (var add in commit.All("add").Concat(commit.All("cdc")))
        {
            var path = add.GetProperty("path").GetString()!;
            Assert.True(Uri.IsWellFormedUriString(path, UriKind.Relative), path); // RFC 2396
            Assert.Equal(new FileInfo(Path.Combine(t.Folder, Uri.UnescapeDataString(path))).Length, add.GetProperty("size").GetInt64());
            Assert.Equal(PartitionNames(metadata).Order(StringComparer.Ordinal), add.GetProperty("partitionValues").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(add.GetProperty("partitionValues").EnumerateObject(), member => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "");
        }

        foreach (var add in commit.All("add"))
        {
            Assert.True(present.TryAdd(add.GetProperty("path").GetString()!, Vector(add)), "The file is in the table already, and its state before does not leave.");
        }

        foreach (var cdc in commit.All("cdc"))
        {
            Assert.StartsWith("_change_data/", cdc.GetProperty("path").GetString(), StringComparison.Ordinal);
            Assert.False(cdc.GetProperty("dataChange").GetBoolean());
        }
    }

    /// <summary>"the commitInfo action must be first", "inCommitTimestamp … strictly greater".</summary>
    private static void InCommitTimestamps(WrittenCommit[] commits)
    {
        var times = commits.Select(commit => (commit.Actions[0].Name, Time: commit.Actions[0].Content.GetProperty("inCommitTimestamp").GetInt64())).ToArray();
        Assert.All(times, time => Assert.Equal("commitInfo", time.Name));
        Assert.Equal(times.Select(time => time.Time).Distinct().Order(), times.Select(time => time.Time));
    }

    /// <summary>"Writers must assign fresh row ids", "rowIdHighWaterMark", "defaultRowCommitVersion … first commit version in which an add action with the same path was committed".</summary>
    private static void RowTracking(WrittenCommit[] commits)
    {
        var next = 0L;
        var first = new Dictionary<string, (long Base, long Version)>(StringComparer.Ordinal);
        foreach (var commit in commits)
        {
            foreach (var add in commit.All("add"))
            {
                var (path, start, version) = (add.GetProperty("path").GetString()!, add.GetProperty("baseRowId").GetInt64(), add.GetProperty("defaultRowCommitVersion").GetInt64());
                if (first.TryAdd(path, (start, version)))
                {
                    Assert.Equal((true, commit.Version), (start >= next, version));
                    next = start + JsonDocument.Parse(add.GetProperty("stats").GetString()!).RootElement.GetProperty("numRecords").GetInt64();
                }

                Assert.Equal(first[path], (start, version));
            }

            foreach (var mark in commit.All("domainMetadata").Where(domain => domain.GetProperty("domain").GetString() == "delta.rowTracking"))
            {
                Assert.Equal(next - 1, JsonDocument.Parse(mark.GetProperty("configuration").GetString()!).RootElement.GetProperty("rowIdHighWaterMark").GetInt64());
            }
        }
    }

    private static IEnumerable<string> PartitionNames(JsonElement metadata)
    {
        var fields = JsonDocument.Parse(metadata.GetProperty("schemaString").GetString()!).RootElement.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);
        return metadata.GetProperty("partitionColumns").EnumerateArray().Select(column => fields[column.GetString()!].GetProperty("metadata").TryGetProperty("delta.columnMapping.physicalName", out var name) ? name.GetString()! : column.GetString()!);
    }

    private static string Key(JsonElement file) => $"{file.GetProperty("path").GetString()} {Vector(file)}";

    private static string? Vector(JsonElement file) =>
        file.TryGetProperty("deletionVector", out var vector) ? $"{vector.GetProperty("storageType").GetString()}{vector.GetProperty("pathOrInlineDv").GetString()}@{(vector.TryGetProperty("offset", out var offset) ? offset.GetInt32() : 0)}" : null;
}
