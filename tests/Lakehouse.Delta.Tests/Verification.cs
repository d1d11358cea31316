using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class Verification
{
    private static readonly WriteOptions Partitioned = new()
    {
        PartitionBy = ["part"],
        Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.checkpointInterval"] = "1000" },
    };

    /// <summary>Damage → what is found: the check, the file, a part of the text.</summary>
    public static TheoryData<string, VerificationCheck, string> Damages => new()
    {
        { "a data file is gone", VerificationCheck.File, "The file is not there." },
        { "a data file is longer", VerificationCheck.File, "bytes, the log says" },
        { "a data file is no Parquet", VerificationCheck.File, "The file cannot be read: " },
        { "a deletion vector is damaged", VerificationCheck.DeletionVector, "Its checksum is wrong." },
        { "a deletion vector is gone", VerificationCheck.DeletionVector, "The file of a deletion vector is missing." },
        { "a file has another number of rows", VerificationCheck.Rows, "The file has 3 rows, its statistics say 4." },
        { "a minimum is too high", VerificationCheck.Statistics, "The column id has the value 0, its statistics say that it begins at 1" },
        { "a null count is wrong", VerificationCheck.Statistics, "The column id has 0 nulls, its statistics say 2." },
        { "a file is there twice", VerificationCheck.File, "The file is in the version twice" },
        { "a partition value is missing", VerificationCheck.File, "The log has no value of the partition column part" },
        { "a commit is gone", VerificationCheck.Log, "The commit 1 is missing" },
        { "a commit is damaged", VerificationCheck.Log, "Line 1 is no action" },
        { "a checkpoint is of another version", VerificationCheck.Log, "The checkpoint does not say what the commits say: it lacks part=" },
        { "a checkpoint is damaged", VerificationCheck.Log, "The checkpoint cannot be read" },
        { "the hint leads nowhere", VerificationCheck.Log, "It names the checkpoint of version 99" },
        { "the checksum counts other files", VerificationCheck.Log, "The version checksum says numFiles 7" },
    };

    [Fact]
    public async Task Nothing_is_found_in_a_sound_table()
    {
        await using var t = await TableAsync();
        await t.AppendAsync("SELECT * FROM (VALUES (NULL, 'ä' || repeat('z', 100), 'nan'::FLOAT, TIMESTAMPTZ '2024-01-01 00:00:00.123456+01', {'x': 1.25, 'y': NULL::DATE}, 'c')) AS v(id, text, f, moment, nested, part)", new WriteOptions { MergeSchema = true });
        var (marked, findings) = await VerifyAsync(t);
        await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { SmallerThan = 1 }, Cancellation); // a file that has lost many rows is written anew
        var (compacted, later) = await VerifyAsync(t);

        Assert.Empty(findings.Concat(later));
        Assert.Equal((4, 5, 1, 4, 8L, 1, 0), (marked.Version, marked.Commits, marked.Checkpoints, marked.Files, marked.Rows, marked.DeletionVectors, marked.Findings));
        Assert.Equal((5, 6, 1, 4, 8L, 0, 0), (compacted.Version, compacted.Commits, compacted.Checkpoints, compacted.Files, compacted.Rows, compacted.DeletionVectors, compacted.Findings));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found(string damage, VerificationCheck check, string text)
    {
        await using var t = await TableAsync();
        await DamageAsync(t, damage);

        var (report, findings) = await VerifyAsync(t);

        Assert.Contains(findings, finding => finding.Check == check && finding.Problem.Contains(text, StringComparison.Ordinal));
        Assert.Equal(findings.Count, report.Findings);
        Assert.All(findings, finding => Assert.True(finding.File is not null || finding.Problem.Contains("cannot be opened", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_quick_verification_reads_no_data()
    {
        await using var t = await TableAsync();
        await DamageAsync(t, "a minimum is too high");

        var (report, findings) = await VerifyAsync(t, new VerificationOptions { ReadData = false });

        Assert.Empty(findings);
        Assert.Null(report.Rows);
    }

    /// <summary>Versions 0 and 1 add files, 2 deletes a row by a deletion vector and has a checkpoint, 3 adds a file.</summary>
    private static async Task<TemporaryTable> TableAsync()
    {
        var t = new TemporaryTable();
        await t.AppendAsync("SELECT i AS id, 'text ' || i AS text, 'a' AS part FROM range(3) t(i)", Partitioned);
        await t.AppendAsync("SELECT 10 + i AS id, 'text ' || i AS text, 'b' AS part FROM range(4) t(i)");
        await t.DeleteAsync("id = 12");
        await t.Table.CheckpointAsync(Cancellation);
        await t.AppendAsync("SELECT 20 AS id, 'text' AS text, 'b' AS part");
        return t;
    }

    private static async Task<(VerificationReport Report, List<VerificationFinding> Findings)> VerifyAsync(TemporaryTable t, VerificationOptions? options = null)
    {
        var findings = new List<VerificationFinding>();
        return (await DeltaTable.At(t.Table.Location).VerifyAsync(options ?? new VerificationOptions(), findings.Add, Cancellation), findings);
    }

    private static async Task DamageAsync(TemporaryTable t, string damage)
    {
        var data = t.DataFiles().Order(StringComparer.Ordinal).First();
        switch (damage)
        {
            case "a data file is gone": File.Delete(data); break;
            case "a data file is longer": await File.AppendAllTextAsync(data, "x", Cancellation); break;
            case "a data file is no Parquet": await File.WriteAllBytesAsync(data, new byte[new FileInfo(data).Length], Cancellation); break;
            case "a deletion vector is damaged": await FlipLastByteAsync(Vector(t)); break;
            case "a deletion vector is gone": File.Delete(Vector(t)); break;
            case "a file has another number of rows": ReplaceInLog(t, 0, "\\\"numRecords\\\":3", "\\\"numRecords\\\":4"); break;
            case "a minimum is too high": ReplaceInLog(t, 0, "\\\"minValues\\\":{\\\"id\\\":0", "\\\"minValues\\\":{\\\"id\\\":1"); break;
            case "a null count is wrong": ReplaceInLog(t, 0, "\\\"nullCount\\\":{\\\"id\\\":0", "\\\"nullCount\\\":{\\\"id\\\":2"); break;
            case "a file is there twice": await AddAgainAsync(t); break;
            case "a partition value is missing": ReplaceInLog(t, 0, "\"partitionValues\":{\"part\":\"a\"}", "\"partitionValues\":{}"); break;
            case "a commit is gone": File.Delete(Commit(t, 1)); break;
            case "a commit is damaged": await File.WriteAllTextAsync(Commit(t, 1), "{\"add\":", Cancellation); break;
            case "a checkpoint is of another version":
                File.Delete(Checkpoint(t, 2));
                await t.Table.CheckpointAsync(Cancellation);
                File.Copy(Checkpoint(t, 3), Checkpoint(t, 2));
                await t.AppendAsync("SELECT 30 AS id, 'text' AS text, 'c' AS part");
                File.Copy(Checkpoint(t, 2), Checkpoint(t, 4));
                break;
            case "a checkpoint is damaged": await File.WriteAllTextAsync(Checkpoint(t, 2), "no Parquet", Cancellation); break;
            case "the hint leads nowhere": await File.WriteAllTextAsync(Path.Combine(t.Folder, "_delta_log", "_last_checkpoint"), "{\"version\":99,\"size\":1}", Cancellation); break;
            case "the checksum counts other files": await File.WriteAllTextAsync(Path.Combine(t.Folder, "_delta_log", $"{3:D20}.crc"), "{\"numFiles\":7,\"numMetadata\":1}", Cancellation); break;
            default: throw new ArgumentException($"There is no damage '{damage}'.", nameof(damage));
        }
    }

    /// <summary>Statistics are found in commits only where no checkpoint stands for them.</summary>
    private static void ReplaceInLog(TemporaryTable t, long version, string text, string other)
    {
        File.Delete(Checkpoint(t, 2));
        File.Delete(Path.Combine(t.Folder, "_delta_log", "_last_checkpoint"));
        var content = t.CommitText(version);
        Assert.Contains(text, content, StringComparison.Ordinal);
        File.WriteAllText(Commit(t, version), content.Replace(text, other, StringComparison.Ordinal));
    }

    private static async Task AddAgainAsync(TemporaryTable t)
    {
        var marked = t.CommitText(2).Split('\n').Single(line => line.StartsWith("{\"add\"", StringComparison.Ordinal));
        var plain = t.CommitText(1).Split('\n').Single(line => line.StartsWith("{\"add\"", StringComparison.Ordinal));
        Assert.Contains("deletionVector", marked, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Commit(t, 4), plain + "\n", Cancellation);
    }

    private static async Task FlipLastByteAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        bytes[^1] ^= 0xFF;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
    }

    private static string Commit(TemporaryTable t, long version) => Path.Combine(t.Folder, "_delta_log", $"{version:D20}.json");

    private static string Checkpoint(TemporaryTable t, long version) => Path.Combine(t.Folder, "_delta_log", $"{version:D20}.checkpoint.parquet");

    private static string Vector(TemporaryTable t) => Directory.EnumerateFiles(t.Folder, "deletion_vector_*.bin", SearchOption.AllDirectories).Single();
}
