using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Concurrency;

/// <summary>The rules of Delta's isolation levels, one commit of ours against one of another writer, on logs without data.</summary>
public class ConflictRules
{
    private static readonly AddFile A = File("a", "1"), B = File("b", "1"), C = File("c", "2");

    private static readonly Dictionary<string, (LogAction[] Ours, TableRead Read, LogAction[] Theirs, string? Conflict)> Cases = new(StringComparer.Ordinal)
    {
        ["appends never conflict"] = ([File("x")], TableRead.Nothing, [Blind, File("y")], null),
        ["an append holds after a delete"] = ([File("x")], TableRead.Nothing, [Reading, Gone(A)], null),
        ["an append holds after a compaction"] = ([File("x")], TableRead.Nothing, [Reading, Moved(A), Moved(B), Kept("ab")], null),
        ["a delete holds after a blind append"] = ([Gone(A)], TableRead.WholeTable, [Blind, File("y")], null),
        ["a delete does not hold after an append that read the table"] = ([Gone(A)], TableRead.WholeTable, [Reading, File("y")], "ConcurrentAppend"),
        ["a serializable delete does not hold after a blind append"] = ([Gone(A)], TableRead.WholeTable with { Isolation = IsolationLevel.Serializable }, [Blind, File("y")], "ConcurrentAppend"),
        ["a commit that says nothing of itself is no blind append"] = ([Gone(A)], TableRead.WholeTable, [File("y")], "ConcurrentAppend"),
        ["rows of another partition do not matter"] = ([Gone(A)], Partition("1"), [Reading, File("y", "2")], null),
        ["rows of the same partition do"] = ([Gone(A)], Partition("1"), [Reading, File("y", "1")], "ConcurrentAppend"),
        ["a blind append into the same partition does not matter"] = ([Gone(A)], Partition("1"), [Blind, File("y", "1")], null),
        ["unless the level is serializable"] = ([Gone(A)], Partition("1") with { Isolation = IsolationLevel.Serializable }, [Blind, File("y", "1")], "ConcurrentAppend"),
        ["a delete of a file that was only read"] = ([Gone(A)], Partition("1"), [Reading, Gone(B)], "ConcurrentDeleteRead"),
        ["a delete in another partition"] = ([Gone(A)], Partition("1"), [Reading, Gone(C)], null),
        ["any delete after the whole table was read"] = ([File("x")], TableRead.WholeTable, [Reading, Gone(C)], "ConcurrentDeleteRead"),
        ["a file that both remove"] = ([Gone(A)], Partition("1"), [Reading, Gone(A)], "ConcurrentDeleteDelete"),
        ["a file that both mark rows of"] = ([Gone(A), Marked(A, 1)], Partition("1"), [Reading, Gone(A), Marked(A, 2)], "ConcurrentDeleteDelete"),
        ["a compaction of a file that was only read leaves its rows"] = ([File("x")], Partition("1"), [Reading, Moved(A), Kept("a2")], null),
        ["a compaction of a file that is removed"] = ([Gone(A)], Partition("1"), [Reading, Moved(A), Kept("a2")], "ConcurrentDeleteDelete"),
        ["a compaction holds after an append that read the table"] = ([Moved(A), Moved(B), Kept("ab")], TableRead.Of([A, B]), [Reading, File("y", "1")], null),
        ["a compaction holds after marks on other files"] = ([Moved(A), Moved(B), Kept("ab")], TableRead.Of([A, B]), [Reading, Gone(C), Marked(C, 1)], null),
        ["a compaction does not hold after marks on its files"] = ([Moved(A), Moved(B), Kept("ab")], TableRead.Of([A, B]), [Reading, Gone(B), Marked(B, 1)], "ConcurrentDeleteDelete"),
        ["a change of metadata"] = ([File("x")], TableRead.Nothing, [Table("other")], "MetadataChanged"),
        ["the next value of an identity column"] = ([File("x")], TableRead.Nothing, [new CommitInfo { IsBlindAppend = true, Tags = new Dictionary<string, string?> { ["delta.identity.schemaUpdate"] = "true" } }, Table("id"), File("y")], null),
        ["two changes of metadata"] = ([Table("ours")], TableRead.Nothing, [Table("theirs")], "MetadataChanged"),
        ["a new constraint holds not after a blind append, for its rows were not checked"] = ([Table("ours")], TableRead.WholeTable, [Blind, File("y")], "ConcurrentAppend"),
        ["a new property holds after an append"] = ([Table("ours")], TableRead.Nothing, [Blind, File("y")], null),
        ["a change of protocol"] = ([File("x")], TableRead.Nothing, [new Protocol(1, 4)], "ProtocolChanged"),
        ["progress of the same application"] = ([new AppTransaction("app", 2), File("x")], TableRead.Nothing, [Blind, new AppTransaction("app", 2), File("y")], "ConcurrentTransaction"),
        ["progress of another application"] = ([new AppTransaction("app", 2), File("x")], TableRead.Nothing, [Blind, new AppTransaction("other", 2), File("y")], null),
        ["the same metadata domain"] = ([new DomainMetadata("d", "1", false)], TableRead.Nothing, [new DomainMetadata("d", "2", false)], "ConcurrentTransaction"),
        ["other metadata domains"] = ([new DomainMetadata("d", "1", false)], TableRead.Nothing, [new DomainMetadata("e", "2", false)], null),
        ["row ids can be given anew"] = ([new DomainMetadata("delta.rowTracking", "{\"rowIdHighWaterMark\":5}", false), File("x")], TableRead.Nothing, [Blind, new DomainMetadata("delta.rowTracking", "{\"rowIdHighWaterMark\":7}", false), File("y")], null),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static CommitInfo Blind => new() { Operation = "WRITE", IsBlindAppend = true };

    private static CommitInfo Reading => new() { Operation = "MERGE", IsBlindAppend = false };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_commit_after_another(string name)
    {
        var (ours, read, theirs, expected) = Cases[name];
        await using var t = new TemporaryTable();
        await CreateAsync(t);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        await WriteAsync(t, 1, theirs);
        var commit = Committer.CommitAsync(t.Table.Store, snapshot, new CommitInfo { TxnId = "ours" }, ours, read, Cancellation);
        if (expected is null)
        {
            Assert.Equal(2, await commit);
            return;
        }

        var conflict = await Assert.ThrowsAsync<CommitConflictException>(() => commit);
        Assert.Equal((expected, 1), (conflict.Kind.ToString(), conflict.Version));
        var seen = conflict.Describe("The write", 1, t.Table.Location);
        Assert.StartsWith(expected, seen.GetType().Name, StringComparison.Ordinal);
        Assert.Contains("Version 1 of another writer", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_commits_that_came_first_are_checked_before_the_next_attempt()
    {
        await using var t = new TemporaryTable();
        await CreateAsync(t);
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        for (var version = 1; version <= 30; version++)
        {
            await WriteAsync(t, version, [Blind, File($"y{version}")]);
        }

        var writes = 0;
        var store = new InterferingStore(t.Table.Store, _ => Task.FromResult(writes++));
        Assert.Equal(31, await Committer.CommitAsync(store, snapshot, new CommitInfo(), [Gone(A)], TableRead.WholeTable, Cancellation));
        Assert.Equal(2, writes);
    }

    [Theory]
    [InlineData("Serializable", true)]
    [InlineData("serializable", true)]
    [InlineData("WriteSerializable", false)]
    [InlineData("a level from the future", true)]
    public async Task The_table_can_ask_for_a_level(string level, bool conflicts)
    {
        await using var t = new TemporaryTable();
        await CreateAsync(t, new Dictionary<string, string?> { ["delta.isolationLevel"] = level });
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        await WriteAsync(t, 1, [Blind, File("y")]);
        var commit = Committer.CommitAsync(t.Table.Store, snapshot, new CommitInfo(), [Gone(A)], TableRead.WholeTable, Cancellation);
        if (conflicts)
        {
            await Assert.ThrowsAsync<CommitConflictException>(() => commit);
        }
        else
        {
            Assert.Equal(2, await commit);
            Assert.Contains("\"isolationLevel\":\"WriteSerializable\"", t.CommitText(2), StringComparison.Ordinal);
        }
    }

    private static Task CreateAsync(TemporaryTable t, Dictionary<string, string?>? properties = null) =>
        WriteAsync(t, 0, [new Protocol(1, 2), Table("t") with { Configuration = properties ?? [] }, A, B, C]);

    private static async Task WriteAsync(TemporaryTable t, long version, LogAction[] actions) =>
        Assert.True(await t.Table.Store.PutIfAbsentAsync(LogFile.CommitPath(version), ActionWriter.ToBytes(actions), Cancellation));

    private static AddFile File(string path, string partition = "1") => new(path, new Dictionary<string, string?> { ["p"] = partition }, 1, 1, true);

    private static AddFile Kept(string path) => File(path) with { DataChange = false };

    private static AddFile Marked(AddFile file, int id) => file with { DeletionVector = new DeletionVectorDescriptor("i", $"vector{id}", null, 1, 1) };

    private static RemoveFile Gone(AddFile file) => file.Remove(1, dataChange: true);

    private static RemoveFile Moved(AddFile file) => file.Remove(1, dataChange: false);

    private static Metadata Table(string id) => new(id, """{"type":"struct","fields":[{"name":"p","type":"string","nullable":true,"metadata":{}}]}""", ["p"]);

    private static TableRead Partition(string value) => TableRead.Of(new[] { A, B, C }.Where(file => file.PartitionValues["p"] == value), file => file.PartitionValues["p"] == value);
}
