using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Names and types are looked up where <c>pipeline.yaml</c> declares the columns of staged tables.</summary>
public sealed class BindingTests
{
    private const string Yaml = """
        pipeline: shop
        staged:
          orders: { key: [id], columns: { id: INTEGER, customer: STRING, amount: "DECIMAL(8,2)", made: DATE } }
          lines: { key: [order_id] }
        curated:
          m: { sql: m.sql, key: [id] }
          n: { sql: n.sql, key: [id] }
        """;

    [Fact]
    public void Every_unknown_column_is_reported_with_its_line()
    {
        using var folder = Folder("SELECT o.id, o.custmer,\n  o.amont\nFROM staged.orders AS o\nWHERE o.colour = 'red'", "SELECT id, total FROM curated.m");
        Assert.Equal([1, 2, 4], folder.Problems().Select(problem => int.Parse(problem.Split(':')[1])).Order());
        Assert.All(folder.Problems(), problem => Assert.Contains("The SQL does not fit its tables: ", problem));
    }

    [Fact]
    public void Columns_of_models_are_known_to_the_models_that_read_them()
    {
        using var folder = Folder("SELECT id, CAST(amount AS DOUBLE) AS total FROM staged.orders", "SELECT id, totl FROM curated.m");
        var problem = Assert.Single(folder.Problems());
        Assert.StartsWith("n.sql:1: ", problem);
        Assert.Contains("totl", problem);
    }

    [Fact]
    public void A_key_column_that_the_model_lacks_is_reported_where_the_key_stands()
    {
        using var folder = Folder("SELECT id AS order_id FROM staged.orders", "SELECT order_id AS id FROM staged.lines");
        Assert.Equal(["pipeline.yaml:6: The key column 'id' of curated.m is not among the columns of its SELECT. Known are: order_id."], folder.Problems());
    }

    [Theory]
    [InlineData("SELECT id, sum(id) AS s FROM staged.orders GROUP BY id", "The column 's' of curated.m is HUGEINT in DuckDB, which Spark does not have. Write CAST(… AS BIGINT).")]
    [InlineData("SELECT id,\n  sum(amount) AS s FROM staged.orders GROUP BY id", "m.sql:2: The column 's' is DECIMAL(38,2) in DuckDB and a DECIMAL of another precision in Spark.")]
    [InlineData("SELECT id, round(avg(amount), 2) AS s FROM staged.orders GROUP BY id", "avg of the DECIMAL amount is DOUBLE in DuckDB and a rounded DECIMAL in Spark. Write avg(CAST(amount AS DOUBLE)).")]
    [InlineData("SELECT id, length(customer) AS s FROM staged.orders", "The column 's' is BIGINT in DuckDB and INT in Spark. Write CAST(length(…) AS INTEGER).")]
    [InlineData("SELECT id, id FROM staged.orders", "two columns named 'id'")]
    [InlineData("SELECT id, CAST(amount AS INTEGER) AS s FROM staged.orders", "CAST of a DECIMAL(8,2) to INTEGER rounds in DuckDB and cuts in Spark. Write CAST(round(…) AS INTEGER), or floor.")]
    [InlineData("SELECT id, TRY_CAST(sum(id) / 2 AS BIGINT) AS s FROM staged.orders GROUP BY id", "CAST of a DOUBLE to BIGINT rounds in DuckDB")]
    [InlineData("SELECT id, s FROM (SELECT o.id, CAST(round(o.id / 3, 1) AS BIGINT) AS s FROM staged.orders o) t", "CAST of a DOUBLE to BIGINT rounds in DuckDB")]
    [InlineData("SELECT id, CAST(id / 2 AS STRING) AS s FROM staged.orders", "The text of a DOUBLE differs: DuckDB and Spark write 1e+20 and 1.0E20.")]
    [InlineData("SELECT id, customer || id / 2 AS s FROM staged.orders", "The text of a DOUBLE differs")]
    [InlineData("SELECT id, round(id / 3, 2) AS s FROM staged.orders", "Write round(CAST(… AS DECIMAL(38,12)), n).")]
    [InlineData("WITH t AS (SELECT id, sum(amount) AS total FROM staged.orders GROUP BY id) SELECT id, CAST(total / 2 AS DOUBLE) AS s FROM t", "A division with a DECIMAL is DOUBLE in DuckDB and a rounded DECIMAL in Spark.")]
    [InlineData("SELECT id, id / 1.5 AS s FROM staged.orders", "A division with a DECIMAL is DOUBLE in DuckDB")]
    [InlineData("SELECT id, CASE WHEN made - DATE '2026-01-01' > 3 THEN 1 ELSE 0 END AS s FROM staged.orders", "Write CAST(a - b AS INTEGER).")]
    [InlineData("SELECT id, avg(amount * 2) AS s FROM staged.orders GROUP BY id", "avg of a DECIMAL is DOUBLE in DuckDB and a rounded DECIMAL in Spark. Write avg(CAST(… AS DOUBLE)).")]
    [InlineData("SELECT id, coalesce(sum(amount), 0) AS s FROM staged.orders GROUP BY id", "The column 's' is DECIMAL(38,2) in DuckDB and a DECIMAL of another precision in Spark.")]
    [InlineData("SELECT id, s FROM (SELECT id, sum(amount) AS s FROM staged.orders GROUP BY id) t", "The column 's' is DECIMAL(38,2) in DuckDB and DECIMAL(18,2) in Spark. Write CAST(… AS DECIMAL(38,2)).")]
    [InlineData("SELECT id, year(made) * 100 + month(made) AS s FROM staged.orders", "The column 's' is BIGINT in DuckDB and INTEGER in Spark. Write CAST(… AS BIGINT).")]
    [InlineData("SELECT id, floor(id / 2) AS s FROM staged.orders", "The column 's' is DOUBLE in DuckDB and BIGINT in Spark. Write CAST(… AS DOUBLE).")]
    [InlineData("SELECT id, made + INTERVAL 1 MONTH AS s FROM staged.orders", "The column 's' is TIMESTAMP in DuckDB and DATE in Spark. Write CAST(… AS TIMESTAMP).")]
    [InlineData("SELECT id, date_trunc('month', made) AS s FROM staged.orders", "The column 's' is TIMESTAMP in DuckDB and TIMESTAMP WITH TIME ZONE in Spark. Write CAST(… AS TIMESTAMP).")]
    [InlineData("SELECT id, length(customer) AS s FROM staged.orders UNION ALL SELECT id, length(customer) AS s FROM staged.orders", "The column 's' is BIGINT in DuckDB and INTEGER in Spark.")]
    [InlineData("SELECT id, upper(customer) AS s FROM staged.orders WHERE s = 'A'", "In Spark WHERE does not know 's', which SELECT computes.")]
    [InlineData("SELECT id, amount LIKE 'x' AS s FROM staged.orders", "The SQL does not fit its tables")]
    public void Types_that_depend_on_the_engine_are_reported(string sql, string problem)
    {
        using var folder = Folder(sql, "SELECT order_id AS id FROM staged.lines");
        Assert.Contains(folder.Problems(), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT id, CAST(round(id / 3) AS BIGINT) AS a, CAST(floor(id / 3) AS BIGINT) AS b, CAST(id AS STRING) || customer AS c, CAST(round(CAST(id / 3 AS DECIMAL(38,12)), 2) AS DECIMAL(10,2)) AS d FROM staged.orders")]
    [InlineData("SELECT id, CAST(made - DATE '2026-01-01' AS INTEGER) AS a, CAST(date_trunc('month', made) AS DATE) AS b, CAST(year(made) * 100 + month(made) AS BIGINT) AS c, CAST(made + INTERVAL 1 DAY AS DATE) AS d FROM staged.orders")]
    [InlineData("SELECT id, amount, max(amount) AS m, CAST(sum(amount) AS DECIMAL(18,2)) AS s, sum(CAST(amount AS DOUBLE)) / count(*) AS a FROM staged.orders GROUP BY id, amount")]
    [InlineData("SELECT id, trim(customer) AS customer FROM staged.orders WHERE customer LIKE 'a%' AND made > DATE '2026-01-01' + INTERVAL 1 DAY")]
    [InlineData("SELECT o.id, (SELECT count(*) FROM staged.orders p WHERE p.customer = o.customer AND p.id / 2 > 1) AS n FROM staged.orders o")]
    public void Types_that_both_compute_alike_are_no_problem(string sql)
    {
        using var folder = Folder(sql, "SELECT order_id AS id FROM staged.lines");
        Assert.NotNull(folder.Load());
    }

    [Fact]
    public void A_suite_s_columns_are_looked_up()
    {
        using var folder = new PipelineFolder(Yaml.Replace("sql: m.sql,", "sql: m.sql, expectations: m.json,"))
            .Write("m.sql", "SELECT id FROM staged.orders").Write("n.sql", "SELECT order_id AS id FROM staged.lines")
            .Write("m.json", "{\"expectations\":[\n{\"type\":\"expect_column_values_to_not_be_null\",\"kwargs\":{\"column\":\"ident\"}}]}");
        Assert.StartsWith("m.json:2: expect_column_values_to_not_be_null is about the column 'ident', which curated.m does not have.", Assert.Single(folder.Problems()));
    }

    [Fact]
    public void Columns_that_the_lake_has_go_before_those_that_are_declared()
    {
        using var folder = Folder("SELECT id, customer FROM staged.orders", "SELECT order_id AS id FROM staged.lines");
        var pipeline = folder.Load();
        var schema = PipelineSchema.Of(pipeline, new Dictionary<TableReference, IReadOnlyList<ModelColumn>> { [new(Zone.Staged, "orders")] = [new("id", "BIGINT")] });

        Assert.Contains("customer", Assert.Single(schema.Problems).Message);
        Assert.Equal("VARCHAR", PipelineSchema.Of(pipeline).ColumnsOf(new(Zone.Curated, "m"))![1].Type);
        Assert.Null(PipelineSchema.Of(pipeline).ColumnsOf(new(Zone.Curated, "n")));
    }

    [Theory]
    [InlineData("columns: { id: INTEGER, x: VARCHAR2 }", "has the type 'VARCHAR2', which is not known. Take one of BOOLEAN")]
    [InlineData("columns: { id: INTEGER, ID: INTEGER }", "has the column 'ID' twice")]
    [InlineData("columns: { x: INTEGER }", "has the key column 'id', which is not among its columns.")]
    [InlineData("history: maybe", "'history' is 'maybe'. Say true or false.")]
    [InlineData("history: true, columns: { id: INTEGER, Valid_From: DATE }", "has the column 'Valid_From', which is also a column of every table of history.")]
    [InlineData("max_quarantined: 5%", "'max_quarantined' is '5%'. Give a share from 0")]
    [InlineData("expectations: x.json", "has expectations but no SQL.")]
    [InlineData("colums: {}", "has an unknown key 'colums'. Did you mean 'columns'?")]
    public void What_is_wrong_with_a_staged_table_is_said(string field, string problem)
    {
        using var folder = new PipelineFolder($"pipeline: shop\nstaged:\n  orders: {{ key: [id], {field} }}");
        Assert.Contains(problem, Assert.Single(folder.Problems(), found => found.StartsWith("pipeline.yaml:3: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_table_may_be_cleaned_and_have_a_history()
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged:
              orders: { key: [id], sql: staged/orders.sql, history: true, max_quarantined: 0.01, columns: { id: INTEGER, customer: STRING } }
            curated:
              m: { sql: m.sql, key: [id] }
            """)
            .Write("staged/orders.sql", "SELECT id, trim(customer) AS customer FROM source.orders WHERE id > 0")
            .Write("m.sql", "SELECT o.id, h.valid_from FROM staged.orders o JOIN staged.orders_history h ON h.id = o.id");
        var pipeline = folder.Load();

        var orders = Assert.Single(pipeline.Staged);
        Assert.Equal((new(Zone.Source, "orders"), new(Zone.Staged, "orders"), new TableReference(Zone.Staged, "orders_history"), 0.01), (orders.Merged, orders.Table, orders.HistoryTable!.Value, orders.MaxQuarantined));
        Assert.Equal(["staged.orders", "curated.m"], pipeline.Models.Select(model => model.Table.ToString()));
        Assert.Equal(["m"], pipeline.Curated.Select(model => model.Name));
        Assert.Equal(["id:INTEGER", "valid_from:TIMESTAMP"], PipelineSchema.Of(pipeline).ColumnsOf(new(Zone.Curated, "m"))!.Select(column => $"{column.Name}:{column.Type}"));
    }

    [Fact]
    public void Only_its_own_cleaning_sees_a_table_before_it_is_cleaned()
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged: { orders: { key: [id], sql: clean.sql } }
            curated: { m: { sql: m.sql } }
            """).Write("clean.sql", "SELECT id FROM source.orders").Write("m.sql", "SELECT id FROM source.orders");
        Assert.Contains("m.sql:1: The model reads 'source.orders', which pipeline.yaml does not define.", Assert.Single(folder.Problems()));
    }

    private static PipelineFolder Folder(string m, string n) => new PipelineFolder(Yaml).Write("m.sql", m).Write("n.sql", n);
}
