namespace Lakehouse.Pipelines.Tests;

/// <summary>A model keeps to the SQL that DuckDB and Spark share; docs/models.md lists it.</summary>
public sealed class SharedSqlTests
{
    [Theory]
    [InlineData("SELECT CAST(id AS STRING) AS id FROM staged.orders")]
    [InlineData("SELECT id, count(*) AS n, count(DISTINCT customer) AS c, sum(amount) FILTER (WHERE amount > 1) AS s FROM staged.orders GROUP BY id HAVING count(*) > 1")]
    [InlineData("SELECT id, CASE WHEN amount IS NULL THEN 0 ELSE amount END AS a, coalesce(customer, 'x') || '!' AS c FROM staged.orders WHERE customer LIKE 'a%' AND id IN (1, 2) AND amount BETWEEN 1 AND 2")]
    [InlineData("SELECT id, row_number() OVER (PARTITION BY customer ORDER BY amount DESC, id NULLS FIRST) AS n FROM staged.orders")]
    [InlineData("SELECT id FROM staged.orders WHERE made > DATE '2026-01-01' + INTERVAL 1 DAY ORDER BY id")]
    [InlineData("WITH x AS (SELECT id FROM staged.orders) SELECT a.id FROM x a LEFT JOIN staged.orders b USING (id) UNION ALL SELECT id FROM x")]
    [InlineData("SELECT id, extract(year FROM made) AS y, date_trunc('month', made) AS m, amount % 2 AS r, round(amount, 1) AS q FROM staged.orders -- \"quoted\" :: in a comment")]
    [InlineData("SELECT id, trim(LEADING '0' FROM customer) AS c, substr(customer, -2) AS e, left(customer, 3) AS l, chr(92) AS b, 1.5e3 AS n, .5 AS h, second(made) AS s FROM staged.orders ORDER BY id NULLS LAST LIMIT 3")]
    [InlineData("SELECT a.*, b.id AS other FROM staged.orders a JOIN staged.orders b USING (id) WHERE a.made > DATE '2026-01-01' AND b.made < TIMESTAMP '2026-01-01 00:00:00'")]
    [InlineData("SELECT id, sum(amount) OVER (PARTITION BY customer) AS s, CAST(amount AS DECIMAL(8,2)) AS d FROM staged.orders")]
    [InlineData("SELECT id FROM staged.orders a SEMI JOIN staged.orders b ON a.id = b.id WHERE a.customer IS DISTINCT FROM 'it''s'")]
    [InlineData("SELECT id, customer ILIKE 'a!%%' ESCAPE '!' AS i, customer NOT ILIKE '!!%' ESCAPE '!' AS n, made + INTERVAL 5 MILLISECOND AS m, id > 1e300 AS t FROM staged.orders WHERE customer <> '\"value\":Infinity'")]
    public void What_both_take_is_no_problem(string sql)
    {
        using var folder = Folder(sql);
        Assert.Equal("m", folder.Load().Curated[0].Name);
    }

    [Theory]
    [InlineData("SELECT id::int AS id\nFROM staged.orders", "m.sql:1: Spark does not know '::'. Write CAST(x AS type).")]
    [InlineData("SELECT id,\n  customer AS \"Kunde\" FROM staged.orders", "m.sql:2: \"Kunde\" is a name in DuckDB and a text in Spark.")]
    [InlineData("SELECT CAST(id AS VARCHAR) AS id FROM staged.orders", "m.sql:1: Spark does not know the type VARCHAR in a CAST. Write STRING.")]
    [InlineData("SELECT CAST(id AS UINTEGER) AS id FROM staged.orders", "Spark has no type UINTEGER.")]
    [InlineData("SELECT id, 'a\\b' AS t FROM staged.orders", "The backslash in 'a\\b'")]
    [InlineData("SELECT id, $$x$$ AS t FROM staged.orders", "texts in $$")]
    [InlineData("SELECT id, 1_000 AS t FROM staged.orders", "Write 1000.")]
    [InlineData("FROM staged.orders", "m.sql:1: Spark wants SELECT before FROM.")]
    [InlineData("SELECT id, FROM staged.orders", "Spark does not take a comma after the last item.")]
    [InlineData("SELECT id,\n amount ^ 2 AS q\nFROM staged.orders", "m.sql:2: '^' is a power in DuckDB and a bitwise operator in Spark. Write power(x, y).")]
    [InlineData("SELECT amount // 2 AS q FROM staged.orders", "Spark does not know '//'")]
    [InlineData("SELECT concat(customer, 'x') AS q FROM staged.orders", "concat(): With a NULL")]
    [InlineData("SELECT listagg(customer) AS q FROM staged.orders", "listagg() is not among the functions that DuckDB and Spark share. docs/models.md lists them.")]
    [InlineData("SELECT averag(amount) AS q FROM staged.orders", "averag() is not among the functions that DuckDB and Spark share.")]
    [InlineData("SELECT uper(customer) AS q FROM staged.orders", "Did you mean 'upper'?")]
    [InlineData("SELECT [1, 2] AS q FROM staged.orders", "Lists and")]
    [InlineData("SELECT {x: 1} AS q FROM staged.orders", "Spark does not know {")]
    [InlineData("SELECT * EXCLUDE (id) FROM staged.orders", "Spark has no * with EXCLUDE")]
    [InlineData("SELECT id FROM staged.orders QUALIFY row_number() OVER (ORDER BY id DESC) = 1", "Spark has no QUALIFY.")]
    [InlineData("SELECT DISTINCT ON (id) id FROM staged.orders", "Spark has no DISTINCT ON.")]
    [InlineData("SELECT id FROM staged.orders TABLESAMPLE 10%", "Remove TABLESAMPLE")]
    [InlineData("SELECT id FROM staged.orders ORDER BY id LIMIT 3", "Say NULLS FIRST or NULLS LAST.")]
    [InlineData("SELECT row_number() OVER (\n ORDER BY id) AS n FROM staged.orders", "m.sql:2: NULLs come last in DuckDB and first in Spark.")]
    [InlineData("SELECT a.id FROM staged.orders a ASOF JOIN staged.orders b ON a.id >= b.id", "Spark has no ASOF JOIN.")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM t WHERE id < 3) SELECT id FROM t", "no recursive CTE")]
    [InlineData("SELECT id FROM staged.orders UNION ALL SELECT id FROM staged.orders ORDER BY id LIMIT 3", "Say NULLS FIRST or NULLS LAST.")]
    [InlineData("SELECT id FROM staged.orders LIMIT 3", "LIMIT without ORDER BY takes any rows")]
    [InlineData("SELECT id, 5L FROM staged.orders", "5L is a number and a name in DuckDB")]
    [InlineData("SELECT id, 0x1F FROM staged.orders", "0x1F is a number and a name in DuckDB")]
    [InlineData("SELECT id, x'1F' AS n FROM staged.orders", "A text with x before it")]
    [InlineData("SELECT id, r'a' AS n FROM staged.orders", "A text with r before it")]
    [InlineData("SELECT id AS 'n' FROM staged.orders", "Spark does not take a text for a name. Write AS n.")]
    [InlineData("WITH x AS MATERIALIZED (SELECT id FROM staged.orders) SELECT id FROM x", "Spark does not know MATERIALIZED.")]
    [InlineData("SELECT id, CAST(amount AS DECIMAL) AS n FROM staged.orders", "DECIMAL without digits is DECIMAL(18,3) in DuckDB and DECIMAL(10,0) in Spark.")]
    [InlineData("SELECT ltrim(customer, '0') AS n FROM staged.orders", "Write trim(LEADING 'ab' FROM x).")]
    [InlineData("SELECT trim(lower(customer), '0') AS n FROM staged.orders", "Write trim(BOTH 'ab' FROM x).")]
    [InlineData("SELECT extract(dow FROM made) AS n FROM staged.orders", "The part 'dow' of a date differs between DuckDB and Spark")]
    [InlineData("SELECT date_part('second', made) AS n FROM staged.orders", "seconds are second(x)")]
    [InlineData("SELECT date_part(customer, made) AS n FROM staged.orders", "The part that is computed of a date")]
    [InlineData("SELECT date_trunc('decade', made) AS n FROM staged.orders", "Spark's date_trunc gives NULL for the unit 'decade'.")]
    [InlineData("SELECT chr(8364) AS n FROM staged.orders", "Give it a number from 1 to 255.")]
    [InlineData("SELECT substr(customer, 0, 2) AS n FROM staged.orders", "Texts begin at 1.")]
    [InlineData("SELECT substring(customer, 2, -1) AS n FROM staged.orders", "Give a length from 0.")]
    [InlineData("SELECT left(customer, -1) AS n FROM staged.orders", "Give a length from 0.")]
    [InlineData("SELECT count(DISTINCT customer, id) AS n FROM staged.orders", "DuckDB counts one column only.")]
    [InlineData("SELECT any_value(customer) AS n FROM staged.orders", "Write min(x) or max(x).")]
    [InlineData("SELECT count_if(customer = 'a') AS n FROM staged.orders", "Write count(*) FILTER (WHERE …).")]
    [InlineData("SELECT max_by(customer, id) AS n FROM staged.orders", "It passes over rows where x is NULL in DuckDB")]
    [InlineData("SELECT corr(id, amount) AS n FROM staged.orders", "it is NaN in DuckDB and NULL in Spark")]
    [InlineData("SELECT sum(amount ORDER BY id) AS n FROM staged.orders", "Spark has no ORDER BY among the arguments of sum().")]
    [InlineData("SELECT count(DISTINCT id) OVER (PARTITION BY customer) AS n FROM staged.orders", "Spark has no DISTINCT in a window function.")]
    [InlineData("SELECT sum(id) FILTER (WHERE id > 1) OVER (PARTITION BY customer) AS n FROM staged.orders", "Write sum(CASE WHEN … THEN … END).")]
    [InlineData("SELECT last_value(id IGNORE NULLS) OVER (ORDER BY id DESC) AS n FROM staged.orders", "Spark writes IGNORE NULLS in another place.")]
    [InlineData("SELECT sum(id) OVER (ORDER BY id DESC GROUPS 1 PRECEDING) AS n FROM staged.orders", "Spark has no GROUPS and no EXCLUDE")]
    [InlineData("SELECT row_number() OVER (PARTITION BY customer) AS n FROM staged.orders", "Without ORDER BY in its window row_number()")]
    [InlineData("SELECT id, 1e400 AS n FROM staged.orders", "a number is larger than the largest DOUBLE, 1.8e308")]
    [InlineData("SELECT split_part(customer, '', 1) AS n FROM staged.orders", "Give it a separator.")]
    [InlineData("SELECT lpad(customer, 3, '') AS n FROM staged.orders", "Filled up with nothing, lpad is an error in DuckDB")]
    [InlineData("SELECT id FROM staged.orders WHERE customer LIKE '%_\U0001F600'", "In a pattern of LIKE Spark finds no character beyond U+FFFF")]
    [InlineData("SELECT id FROM staged.orders WHERE customer LIKE '!a%' ESCAPE '!'", "Spark lets ! stand before %, _ and itself only")]
    [InlineData("SELECT id FROM staged.orders WHERE customer ILIKE 'a%!' ESCAPE '!'", "Spark lets ! stand before %, _ and itself only")]
    [InlineData("SELECT id FROM staged.orders WHERE customer LIKE 'a%' ESCAPE ''", "Spark wants one character after ESCAPE.")]
    [InlineData("SELECT greatest(id) AS n FROM staged.orders", "Spark's greatest wants two values at least.")]
    [InlineData("SELECT id, lag(amount, id) OVER (ORDER BY id DESC) AS n FROM staged.orders", "Spark wants a number as the offset of lag")]
    [InlineData("SELECT id, nth_value(amount, 0) OVER (ORDER BY id DESC) AS n FROM staged.orders", "Spark counts nth_value from 1")]
    [InlineData("SELECT id, median(amount) OVER (ORDER BY id DESC) AS n FROM staged.orders", "Spark has no median of a window with ORDER BY.")]
    [InlineData("SELECT id FROM staged.orders a NATURAL SEMI JOIN staged.lines b", "Write SEMI JOIN … USING (…).")]
    [InlineData("SELECT id FROM staged.orders WHERE id > ALL (SELECT id FROM staged.orders)", "Spark does not know > ALL.")]
    [InlineData("SELECT * FROM staged.orders a JOIN staged.orders b USING (id)", "come first in a '*'")]
    [InlineData("SELECT id FROM staged.orders UNION ALL BY NAME SELECT id FROM staged.orders", "UNION BY NAME")]
    public void What_only_DuckDB_takes_is_a_problem_with_its_line(string sql, string problem)
    {
        using var folder = Folder(sql);
        Assert.Contains(folder.Problems(), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_problem_of_a_model_is_reported_at_once()
    {
        using var folder = Folder("SELECT id::int AS id,\n  concat(customer, 'x') AS c,\n  amount // 2 AS h\nFROM staged.ordres");
        Assert.Equal([1, 2, 3, 4], folder.Problems().Select(problem => problem.Split(':')[1]).Select(int.Parse));
    }

    private static PipelineFolder Folder(string sql) => new PipelineFolder("""
        pipeline: shop
        staged: { orders: { key: [id] } }
        curated: { m: { sql: m.sql } }
        """).Write("m.sql", sql);
}
