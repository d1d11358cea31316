using Lakehouse.Pipelines.Testing;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Unit tests of models: given rows in, expected rows out.</summary>
public sealed class ModelTestTests
{
    [Fact]
    public void The_sample_s_models_pass_theirs()
    {
        var pipeline = PipelineLoader.Load(Sample.Folder);
        var tests = ModelTests.Read(pipeline);

        Assert.Equal(["movie_ratings", "user_tags"], tests.Select(test => test.Model.Name).Distinct());
        Assert.All(tests, test => Assert.Empty(new ModelTestRunner(PipelineSchema.Of(pipeline)).Run(test).Failures));
    }

    [Fact]
    public void What_differs_is_shown_row_by_row()
    {
        using var folder = Folder("""
            tests:
              - name: sums
                given: { staged.orders: [ { id: 1, customer: a, amount: 1.5 }, { id: 2, customer: b, amount: null } ] }
                expect: [ { customer: a, total: 2 }, { customer: b, total: 0 } ]
            """);
        Assert.Equal(
            ["missing row:    customer=a, total=2", "missing row:    customer=b, total=0", "unexpected row: customer=a, total=1.5", "unexpected row: customer=b, total=NULL"],
            Run(folder));
    }

    [Theory]
    [InlineData("[ { customer: '' } ]", "[ { customer: '', total: null } ]")]
    [InlineData("[ { customer: 'null', amount: 0.1 }, { customer: 'null', amount: 0.2 } ]", "[ { customer: 'null', total: 0.3 } ]")]
    [InlineData("\"id,customer,amount\\n1,\\\"a,b\\\",1\\n2,,2\\n\"", "\"customer,total\\n\\\"a,b\\\",1\\n,2\\n\"")]
    [InlineData("given.csv", "expected.csv")]
    [InlineData("[]", "[]")]
    public void Rows_are_maps_or_CSV(string given, string expect)
    {
        using var folder = Folder($"tests:\n  - name: t\n    given: {{ staged.orders: {given} }}\n    expect: {expect}\n").Write("given.csv", "id,customer,amount\n1,a,\n").Write("expected.csv", "customer,total\na,\n");
        Assert.Empty(Run(folder));
    }

    [Theory]
    [InlineData("tests: x", "m.test.yaml:1: There are no tests.")]
    [InlineData("tests:\n  - name: t\n    given: { staged.order: [] }\n    expect: []", "m.test.yaml:3: The test 't' gives rows of 'staged.order', which curated.m does not read. Did you mean 'staged.orders'?")]
    [InlineData("tests:\n  - name: t\n    gvien: {}\n    expect: []", "m.test.yaml:3: The test has an unknown key 'gvien'.")]
    [InlineData("tests:\n  - name: t", "m.test.yaml:2: The test 't' expects nothing.")]
    [InlineData("tests:\n  - name: t\n    expect: none.csv", "m.test.yaml:3: The rows are to come from 'none.csv'")]
    [InlineData("tests:\n  - name: t\n    expect: |\n      a,b\n      1", "m.test.yaml:5: The CSV row has 1 values, the header has 2.")]
    [InlineData("tests: [", "m.test.yaml:2: This is not YAML")]
    public void What_is_wrong_with_a_file_of_tests_is_said(string yaml, string problem)
    {
        using var folder = Folder(yaml);
        var problems = Assert.Throws<PipelineException>(() => ModelTests.Read(folder.Load())).Problems;
        Assert.Contains(problems, found => $"{Path.GetFileName(found.File)}:{found.Line}: {found.Message}".StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("given: { staged.orders: [ { colour: red } ] }\n    expect: []", "The given rows of staged.orders have the column 'colour', which the table does not have.")]
    [InlineData("given: { staged.orders: [ { id: many } ] }\n    expect: []", "The model cannot be run on the given rows: Conversion Error")]
    [InlineData("expect: [ { totl: 1 } ]", "The test expects the column 'totl', which the model does not give. Did you mean 'total'?")]
    public void Rows_that_do_not_fit_fail_the_test(string fields, string failure)
    {
        using var folder = Folder($"tests:\n  - name: t\n    {fields}\n");
        Assert.StartsWith(failure, Assert.Single(Run(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Undeclared_tables_take_their_types_from_the_values()
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged: { orders: { key: [id] } }
            curated: { m: { sql: m.sql } }
            """)
            .Write("m.sql", "SELECT id, day, sum(amount) AS total FROM staged.orders GROUP BY id, day")
            .Write("m.test.yaml", "tests:\n  - given: { staged.orders: [ { id: 1, day: 2026-01-02, amount: 1.5 }, { id: 1, day: 2026-01-02, amount: 2 } ] }\n    expect: [ { id: 1, day: 2026-01-02, total: 3.5 } ]");
        Assert.Empty(Run(folder));
    }

    private static IReadOnlyList<string> Run(PipelineFolder folder)
    {
        var pipeline = folder.Load();
        return new ModelTestRunner(PipelineSchema.Of(pipeline)).Run(Assert.Single(ModelTests.Read(pipeline))).Failures;
    }

    private static PipelineFolder Folder(string tests) => new PipelineFolder("""
        pipeline: shop
        staged: { orders: { key: [id], columns: { id: INTEGER, customer: STRING, amount: DOUBLE } } }
        curated: { m: { sql: m.sql } }
        """).Write("m.sql", "SELECT customer, sum(amount) AS total FROM staged.orders GROUP BY customer").Write("m.test.yaml", tests);
}
