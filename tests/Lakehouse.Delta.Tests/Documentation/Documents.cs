using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Lakehouse.Delta.Tests.Documentation;

/// <summary>docs/delta.md and the package's README say what the code does.</summary>
public partial class Documents
{
    private static readonly string Root = RootOf();

    [Theory]
    [InlineData("docs/delta.md")]
    [InlineData("Lakehouse.Delta/README.md")]
    public void Their_examples_are_those_that_are_compiled_and_run(string document)
    {
        var examples = Example().Matches(File.ReadAllText(Path.Combine(Root, "tests/Lakehouse.Delta.Tests/Documentation/Examples.cs"))).ToDictionary(match => match.Groups[1].Value, match => Dedent(match.Groups[2].Value));
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Root, document))).Select(match => Dedent(match.Groups[1].Value)).ToArray();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, examples.Values));
    }

    /// <summary>What the matrix says of this library is asked of the code, what it says of others is what <see cref="ReaderMatrix"/> says, and each row names tests.</summary>
    [Fact]
    public void The_matrix_says_what_the_code_does_and_names_the_tests_that_show_it()
    {
        var tests = typeof(Documents).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any())).Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Root, "docs/delta.md"))).Select(match => match.Value.Split('|', StringSplitOptions.TrimEntries)[1..^1]).ToArray();
        Assert.True(rows.Length > 20);
        foreach (var row in rows)
        {
            var feature = row[0].Trim('`');
            var known = TableFeatures.Find(feature)!;
            Assert.True(known is not null, $"{feature} is not a feature.");
            Assert.Equal((feature, Reads(feature, known.ForReaders)), (feature, row[1]));
            Assert.Equal((feature, known.IsWritten ? "yes" : known.TakesNewRows ? "new rows" : "no"), (feature, row[2]));
            string[] others = [.. new[] { "spark", "delta-rs", "delta-kernel", "duckdb" }.Select(key => !known.ForReaders ? "–" : ReaderMatrix.Reads(ReaderMatrix.Engines.Single(engine => engine.Key == key), feature) ? "yes" : "no")];
            Assert.Equal([feature, .. others], [feature, .. row[3..7]]);
            Assert.All(row[7].Split(", "), test => Assert.Contains(test.Trim('`'), tests));
        }
    }

    private static string Reads(string feature, bool forReaders)
    {
        try
        {
            ReaderFeatures.Check(forReaders ? new Protocol(3, 7, [feature], [feature]) : new Protocol(1, 7, null, [feature]), new Uri("file:///table/"), 0);
            return "yes";
        }
        catch (UnsupportedFeatureException)
        {
            return "no";
        }
    }

    private static string Dedent(string text)
    {
        string[] lines = [.. text.Split('\n').SkipWhile(string.IsNullOrWhiteSpace).Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse()];
        var margin = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length < margin ? "" : line[margin..].TrimEnd()));
    }

    private static string RootOf([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex(@"// example: (\w+)\n(.*?)// end\n", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `[\w-]+` \|( [^|]+ \|){7}$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
