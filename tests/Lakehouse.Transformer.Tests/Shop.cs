namespace Lakehouse.Transformer.Tests;

/// <summary>A small pipeline: items with a price, and what they sum up to.</summary>
internal static class Shop
{
    private const string Pipeline = """
        pipeline: shop
        staged:
          items: { key: [id] }
          sales: { key: [item, day] }
        curated:
          prices: { sql: prices.sql, key: [name] }
          expensive: { sql: expensive.sql, key: [name] }
          totals: { sql: totals.sql, key: [item] }
        """;

    public static LakeFolder Create(TransformerOptions? options = null) => new LakeFolder(options: options)
        .Write("pipeline.yaml", Pipeline)
        .Write("prices.sql", "SELECT name, sum(price) AS price FROM staged.items GROUP BY name")
        .Write("expensive.sql", "SELECT name FROM curated.prices WHERE price > 100")
        .Write("totals.sql", "SELECT item, sum(pieces) AS pieces FROM staged.sales GROUP BY item");

    /// <summary>The part of it that begins with items, with a gate before the prices: <c>prices.json</c>, which the caller writes.</summary>
    public static LakeFolder CreateGated() => Create()
        .Write("pipeline.yaml", """
            pipeline: shop
            staged:
              items: { key: [id] }
            curated:
              prices: { sql: prices.sql, key: [name], expectations: prices.json }
              expensive: { sql: expensive.sql, key: [name] }
            """);

    /// <summary>Rows of a raw file of items: <c>Op, id, name, price, change_seq</c>, like <c>('U', 1, 'tea', 5, '03')</c>.</summary>
    public static LakeFolder Items(this LakeFolder lake, string name, string rows) => lake.Raw(
        "items",
        name,
        $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(name AS VARCHAR) AS name, CAST(price AS INTEGER) AS price, TIMESTAMP '2026-11-22 10:00:00' AS dms_timestamp_col, CAST(change_seq AS VARCHAR) AS change_seq FROM (VALUES {rows}) t(\"Op\", id, name, price, change_seq)");

    /// <summary>The same with a last value that lists the columns that were not sent.</summary>
    public static LakeFolder ItemsWithUnchanged(this LakeFolder lake, string name, string rows) => lake.Raw(
        "items",
        name,
        $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(name AS VARCHAR) AS name, CAST(price AS INTEGER) AS price, TIMESTAMP '2026-11-22 10:00:00' AS dms_timestamp_col, CAST(change_seq AS VARCHAR) AS change_seq, CAST(_unchanged AS VARCHAR[]) AS _unchanged FROM (VALUES {rows}) t(\"Op\", id, name, price, change_seq, _unchanged)");

    /// <summary>Name of the change file of a minute.</summary>
    public static string Change(int minute) => $"20261122-10{minute:D2}00000.parquet";

    public const string Load = "LOAD00000001.parquet";
}
