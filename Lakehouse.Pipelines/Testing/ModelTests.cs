using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Incremental;
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
/// Rows are a list of maps, CSV with a header, or the name of a CSV file beside the test. In CSV an empty value that is not quoted is NULL. <c>types</c> says the
/// columns of inputs that <c>pipeline.yaml</c> does not declare: <c>types: { staged.movies: { movieid: INTEGER, title: STRING } }</c>.
/// </summary>
public static class ModelTests
{
    private static readonly string[] FileFields = ["tests"];
    private static readonly string[] TestFields = ["name", "types", "given", "expect"];

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
        foreach (var (table, entry) in Inputs(model, fields, "given", "gives rows", name, file, problems))
        {
            given[table] = rows.Read(entry.Value);
        }

        var types = Inputs(model, fields, "types", "says types", name, file, problems).ToDictionary(
            input => input.Table, input => (IReadOnlyList<ModelColumn>)ColumnsReader.Read(input.Entry, $"test '{name}'", file, problems));

        if (fields.Find("expect") is not { } expected)
        {
            problems.Add(file, item.Line, $"The test '{name}' expects nothing. Add 'expect' with the rows that the model should give, or [] for none.");
            return new ModelTest(model, name, file, item.Line, given, TestRows.None);
        }

        return new ModelTest(model, name, file, item.Line, given, rows.Read(expected.Value)) { Types = types };
    }

    /// <summary>The entries of a map by input, as <c>given</c> is one.</summary>
    private static IEnumerable<(TableReference Table, YamlEntry Entry)> Inputs(Model model, DefinitionFields fields, string field, string does, string test, string file, ProblemList problems)
    {
        foreach (var entry in new DefinitionFields(fields.Find(field)?.Value, $"test '{test}': '{field}'", null, file, problems).Entries)
        {
            if (model.DependsOn.Where(input => string.Equals(input.ToString(), entry.Key, StringComparison.OrdinalIgnoreCase)).Select(input => (TableReference?)input).FirstOrDefault() is { } table)
            {
                yield return (table, entry);
            }
            else
            {
                problems.Add(file, entry.Line, $"The test '{test}' {does} of '{entry.Key}', which {model.Table} does not read. {Spelling.Suggest(entry.Key, model.DependsOn.Select(input => input.ToString()))}");
            }
        }
    }
}
