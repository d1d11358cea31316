using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Names and types are looked up where <c>pipeline.yaml</c> declares the columns of staged tables.</summary>
public sealed class BindingTests
{
    private const string Yaml = """
        pipeline: shop
        staged:
          orders: { key: [id], columns: { id: INTEGER, customer: STRING, amount: "DECIMAL(8,2)", made: DATE, moment: TIMESTAMP, small: SMALLINT, big: BIGINT, weight: FLOAT, wide: "DECIMAL(38,10)", paid: BOOLEAN } }
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
    [InlineData("SELECT id, CAST(paid AS DATE) AS s FROM staged.orders", "DuckDB and Spark do not both have a CAST of BOOLEAN to DATE.")]
    [InlineData("SELECT id, TRY_CAST(customer AS BINARY) AS s FROM staged.orders", "DuckDB and Spark do not both have a CAST of VARCHAR to BINARY.")]
    [InlineData("SELECT id, TRY_CAST(customer AS INTEGER) AS s FROM staged.orders", "Write TRY_CAST(round(TRY_CAST(… AS DECIMAL(38,9))) AS INTEGER).")]
    [InlineData("SELECT id, TIMESTAMP '2026-01-01 00:00:00+02:00' AS s FROM staged.orders", "Write it as 2024-02-29 12:30:00, without a zone.")]
    [InlineData("SELECT id FROM staged.orders WHERE made > DATE '2026-1-1'", "'2026-1-1' is another DATE in Spark than in DuckDB, or none. Write it as 2024-02-29.")]
    [InlineData("SELECT id, CAST(weight AS DECIMAL(8,2)) AS s FROM staged.orders", "Write CAST(CAST(… AS DOUBLE) AS DECIMAL(38,12)).")]
    [InlineData("SELECT id, CAST(id / 3 AS DECIMAL(8,2)) AS s FROM staged.orders", "Write CAST(CAST(… AS DECIMAL(38,12)) AS DECIMAL(p,2)).")]
    [InlineData("SELECT id, CAST(amount AS FLOAT) AS s FROM staged.orders", "Write CAST(CAST(… AS DOUBLE) AS FLOAT).")]
    [InlineData("SELECT id, weight * 1.5 AS s FROM staged.orders", "FLOAT * DECIMAL(2,1) is computed in FLOAT in DuckDB and in DOUBLE in Spark.")]
    [InlineData("SELECT id, weight / weight AS s FROM staged.orders", "FLOAT / FLOAT is computed in FLOAT in DuckDB")]
    [InlineData("SELECT id FROM staged.orders WHERE weight > 0.1", "is computed in FLOAT in DuckDB")]
    [InlineData("SELECT id, coalesce(weight, 0) AS s FROM staged.orders", "is computed in FLOAT in DuckDB")]
    [InlineData("SELECT id, small + 1 AS s FROM staged.orders", "The column 's' is SMALLINT in DuckDB and INTEGER in Spark. Write CAST(… AS SMALLINT).")]
    [InlineData("SELECT id, coalesce(small, 0) AS s FROM staged.orders", "Write CAST(0 AS SMALLINT) for the number.")]
    [InlineData("SELECT id FROM staged.orders WHERE customer = id", "VARCHAR and INTEGER meet")]
    [InlineData("SELECT id FROM staged.orders WHERE customer IN (1, 2)", "VARCHAR and INTEGER meet")]
    [InlineData("SELECT id, coalesce(made, '2026-01-01') AS s FROM staged.orders", "DATE and VARCHAR meet")]
    [InlineData("SELECT id, CASE WHEN paid THEN id ELSE 'x' END AS s FROM staged.orders", "INTEGER and VARCHAR meet")]
    [InlineData("SELECT id, nullif(paid, 0) AS s FROM staged.orders", "BOOLEAN and INTEGER meet")]
    [InlineData("SELECT id, CAST(wide * 2 AS DECIMAL(38,10)) AS s FROM staged.orders", "DECIMAL(38,10) * DECIMAL(1,0) need more than 38 digits together")]
    [InlineData("SELECT id, CAST(wide + amount AS DECIMAL(38,10)) AS s FROM staged.orders", "need more than 38 digits together")]
    [InlineData("SELECT id, CAST(moment - moment AS INTEGER) AS s FROM staged.orders", "The time between two timestamps is an INTERVAL of another kind")]
    [InlineData("SELECT id, CAST(made - made AS STRING) AS s FROM staged.orders", "Write CAST(a - b AS INTEGER).")]
    [InlineData("SELECT id, made + INTERVAL 1 HOUR AS s FROM staged.orders", "The column 's' is TIMESTAMP in DuckDB and TIMESTAMP WITH TIME ZONE in Spark.")]
    [InlineData("SELECT id, moment + (INTERVAL 1 MONTH + INTERVAL 1 DAY) AS s FROM staged.orders", "Spark does not add months and days to one INTERVAL.")]
    [InlineData("SELECT id, CAST(floor(big) AS BIGINT) AS s FROM staged.orders", "Leave floor out.")]
    [InlineData("SELECT id, 0.5 AS s FROM staged.orders", "The column 's' is DECIMAL(2,1) in DuckDB and a DECIMAL of another precision in Spark.")]
    [InlineData("SELECT id, weight AS s FROM staged.orders UNION ALL SELECT id, amount FROM staged.orders", "UNION of FLOAT and DECIMAL(8,2) in the column 's' has another type in Spark")]
    [InlineData("WITH t AS (SELECT id, made AS s FROM staged.orders) SELECT id, s FROM t EXCEPT SELECT id, '2026-01-01' FROM t", "EXCEPT of DATE and VARCHAR in the column 's'")]
    [InlineData("SELECT id, grouping(id) AS s FROM staged.orders GROUP BY ROLLUP (id)", "Write CAST(grouping(…) AS INTEGER).")]
    [InlineData("SELECT id, median(weight) AS s FROM staged.orders GROUP BY id", "The column 's' is FLOAT in DuckDB and DOUBLE in Spark.")]
    [InlineData("SELECT id, median(made) AS s FROM staged.orders GROUP BY id", "Spark has median of numbers only.")]
    [InlineData("SELECT id, count(*) OVER (ORDER BY made DESC RANGE BETWEEN INTERVAL 30 DAY PRECEDING AND CURRENT ROW) AS s FROM staged.orders", "Order by CAST(day AS TIMESTAMP).")]
    [InlineData("SELECT id, NULL AS s FROM staged.orders", "The column 's' is NULL and nothing else")]
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
    [InlineData("SELECT id, id / 2e0 AS a, CAST(weight AS DOUBLE) * 1.5 AS b, weight + weight AS c, coalesce(small, CAST(0 AS SMALLINT)) AS d, small + id AS e FROM staged.orders WHERE made > '2026-01-31' AND moment < TIMESTAMP '2026-01-01 00:00:00.5' AND weight IS NOT NULL")]
    [InlineData("SELECT id, CAST(CAST(id / 3 AS DECIMAL(38,12)) AS DECIMAL(8,2)) AS a, CAST(CAST(amount AS DOUBLE) AS FLOAT) AS b, TRY_CAST(round(TRY_CAST(customer AS DECIMAL(38,9))) AS INTEGER) AS c, CAST(customer AS INTEGER) AS d, TRY_CAST(customer AS DATE) AS e FROM staged.orders")]
    [InlineData("SELECT id, CAST(grouping(id) AS INTEGER) AS a, median(CAST(weight AS DOUBLE)) AS b FROM staged.orders GROUP BY ROLLUP (id) UNION ALL SELECT small, 1, NULL FROM staged.orders")]
    [InlineData("SELECT id, CAST(sum(amount) * 2 AS DECIMAL(20,2)) AS a, CAST(sum(amount * id) AS DECIMAL(38,2)) AS b FROM staged.orders GROUP BY id")]
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
