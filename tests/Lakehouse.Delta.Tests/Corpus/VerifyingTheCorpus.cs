using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Tables that other engines wrote: the manifest's rows show that their files are sound, so nothing may be found about these.</summary>
[Trait("Category", "Corpus")]
public class VerifyingTheCorpus
{
    public static IEnumerable<TheoryDataRow<string>> TablesWithRows => Corpus.Rows(table => table.HasRows);

    [Theory]
    [MemberData(nameof(TablesWithRows))]
    public async Task Sound_files_are_found_to_be_sound(string id)
    {
        var table = Corpus.Tables[id];
        var findings = new List<VerificationFinding>();

        var report = await table.Open().VerifyAsync(new VerificationOptions(), findings.Add, TestContext.Current.CancellationToken);

        Assert.Equal(table.LatestVersion, report.Version);
        Assert.DoesNotContain(findings, finding => finding.Check is VerificationCheck.File or VerificationCheck.DeletionVector);
        if (table.RowsByVersion.TryGetValue(table.LatestVersion, out var rows))
        {
            Assert.Equal(rows, report.Rows);
        }

        // A few tables were edited by hand, or were written with wrong statistics; a check that is wrong itself would find much more.
        Assert.InRange(findings.Count, 0, 2);
        foreach (var finding in findings)
        {
            TestContext.Current.SendDiagnosticMessage($"{id}: {finding}");
        }
    }
}
