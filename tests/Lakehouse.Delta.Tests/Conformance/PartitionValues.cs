using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>PROTOCOL.md, Partition Value Serialization: what the log has for values of each type.</summary>
public class PartitionValues
{
    [Theory]
    [InlineData("'a b/%ü=:'", "a b/%ü=:")]
    [InlineData("''", null)]
    [InlineData("NULL::VARCHAR", null)]
    [InlineData("(-5)::TINYINT", "-5")]
    [InlineData("32767::SMALLINT", "32767")]
    [InlineData("(-2147483648)::INTEGER", "-2147483648")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("1.50::DECIMAL(9,2)", "1.50")]
    [InlineData("(-0.05)::DECIMAL(9,2)", "-0.05")]
    [InlineData("0.1::FLOAT", "0.1")]
    [InlineData("1e300::DOUBLE", "1e+300")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("DATE '1969-12-31'", "1969-12-31")]
    [InlineData("DATE '0001-01-01'", "0001-01-01")]
    [InlineData("TIMESTAMPTZ '2024-02-29 10:00:00.123456+02'", "2024-02-29T08:00:00.123456Z")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.5'", "1969-12-31 23:59:59.500000")]
    [InlineData("'xyz'::BLOB", "xyz")]
    public async Task Each_type_has_its_text(string sql, string? text)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync($"SELECT 1 AS id, {sql} AS p", new WriteOptions { PartitionBy = ["p"] });

        var file = Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files);
        Assert.Equal(text, file.PartitionValues["p"]);
        Assert.Equal(["1"], await t.QueryAsync($"SELECT count(*) FROM {(await DeltaScan.PlanAsync(await t.Table.GetSnapshotAsync(Cancellation), Cancellation)).Sql} AS r WHERE p IS NOT DISTINCT FROM nullif({sql}, {(text is null && sql == "''" ? "''" : "NULL")})"));
    }
}
