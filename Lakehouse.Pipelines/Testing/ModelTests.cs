using Lakehouse.Pipelines.Definition;
using YamlDotNet.Core;

namespace Lakehouse.Pipelines.Testing;

/// <summary>
/// Reads the unit tests that stand next to a pipeline's models: those of <c>curated/movie_ratings.sql</c> are in
/// <c>curated/movie_ratings.test.yaml</c>.
/// <code>
/// tests:
///   - name: a film that nobody rated keeps its row
///     given:
///       staged.movies:
///         - { movieid: 1, title: Heat, genres: Action }
///     expect:
///       - { movieid: 1, avg_rating: null, rating_count: 0 }
/// </code>
/// Rows are a list of maps, CSV with a header, or the name of a CSV file beside the test. In CSV an empty value that is not quoted is NULL.
/// </summary>
public static class ModelTests
{
    private static readonly string[] FileFields = ["tests"];
    private static readonly string[] TestFields = ["name", "given", "expect"];

    /// <summary>The file that holds a model's tests, whether it is there or not: full path.</summary>
    public static string FileOf(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Path.ChangeExtension(model.SqlFile, ".test.yaml");
    }

    /// <summary>Reads all tests of a pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <exception cref="PipelineException">A file is not as it should be; all problems are listed.</exception>
    public static IReadOnlyList<ModelTest> Read(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var problems = new ProblemList();
        var tests = pipeline.Models.Where(model => File.Exists(FileOf(model))).SelectMany(model => Read(model, problems)).ToList();
        problems.ThrowIfAny(pipeline.Folder);
        return tests;
    }

    private static List<ModelTest> Read(Model model, ProblemList problems)
    {
        var file = FileOf(model);
        YamlValue? document;
        try
        {
            using var text = File.OpenText(file);
            document = YamlTree.Read(text);
        }
        catch (YamlException invalid)
        {
            problems.Add(file, (int)invalid.Start.Line, $"This is not YAML that can be read: {invalid.Message}. Correct it.");
            return [];
        }

        var tests = new DefinitionFields(document, "file of tests", FileFields, file, problems).Find("tests");
        if (tests?.Value is not YamlList list)
        {
            problems.Add(file, tests?.Line ?? 1, "There are no tests. Write 'tests:' and a list, each with 'name', 'given' and 'expect'.");
            return [];
        }

        return [.. list.Items.Select(item => Read(model, item, file, problems))];
    }

    private static ModelTest Read(Model model, YamlValue item, string file, ProblemList problems)
    {
        var fields = new DefinitionFields(item, "test", TestFields, file, problems);
        var name = fields.Text("name")?.Text ?? $"line {item.Line}";
        var rows = new TestRowsReader(file, problems);
        var given = new Dictionary<TableReference, TestRows>();
        foreach (var entry in new DefinitionFields(fields.Find("given")?.Value, $"test '{name}': 'given'", null, file, problems).Entries)
        {
            var table = model.DependsOn.Where(input => string.Equals(input.ToString(), entry.Key, StringComparison.OrdinalIgnoreCase)).Select(input => (TableReference?)input).FirstOrDefault();
            if (table is null)
            {
                problems.Add(file, entry.Line, $"The test '{name}' gives rows of '{entry.Key}', which {model.Table} does not read. {Spelling.Suggest(entry.Key, model.DependsOn.Select(input => input.ToString()))}");
            }
            else
            {
                given[table.Value] = rows.Read(entry.Value);
            }
        }

        if (fields.Find("expect") is not { } expected)
        {
            problems.Add(file, item.Line, $"The test '{name}' expects nothing. Add 'expect' with the rows that the model should give, or [] for none.");
            return new ModelTest(model, name, file, item.Line, given, TestRows.None);
        }

        return new ModelTest(model, name, file, item.Line, given, rows.Read(expected.Value));
    }
}
