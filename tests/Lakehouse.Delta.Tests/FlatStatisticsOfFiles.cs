using System.Text;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests;

/// <summary>Statistics are read by a short way where they have the common form, and mean the same as by the long one where they have another.</summary>
public class FlatStatisticsOfFiles
{
    [Theory]
    [InlineData("""{"numRecords":3,"minValues":{"id":1,"name":"a"},"maxValues":{"id":3,"name":"c"},"nullCount":{"id":0,"name":1}}""", "3: 1..3 (0)")]
    [InlineData("""{"numRecords":3,"maxValues":{"id":3},"nullCount":{"id":0},"minValues":{"id":-1},"tightBounds":true}""", "3: -1..3 (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":1.5},"maxValues":{"id":1e3},"nullCount":{"id":2}}""", "3: 1.5..1e3 (2)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":"2024-01-01"},"maxValues":{"id":"2024-12-31"},"nullCount":{"id":0}}""", "3: 2024-01-01..2024-12-31 (0)")]
    [InlineData("""{ "numRecords": 3, "minValues": { "id": 1 }, "maxValues": { "id": 3 }, "nullCount": { "id": 0 } }""", "3: 1..3 (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"s":{"id":7},"id":1},"maxValues":{"s":{"id":9},"id":3},"nullCount":{"id":0}}""", "3: 1..3 (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"other":1},"maxValues":{"id":3},"nullCount":{"id":0}}""", "3: ..3 (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":1},"maxValues":{},"nullCount":{"id":0}}""", "3: 1.. (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":1},"maxValues":{"id":3},"nullCount":{"other":5}}""", "3: 1..3 ()")]
    [InlineData("""{"numRecords":3,"minValues":{"id":"a\"},{\"id\":9"},"maxValues":{"id":"z"},"nullCount":{"id":0}}""", "3: a\"},{\"id\":9..z (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"x":"\"id\":5","id":1},"maxValues":{"x":"{","id":3},"nullCount":{"id":0}}""", "3: 1..3 (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":true},"maxValues":{"id":null},"nullCount":{"id":0}}""", "3: true.. (0)")]
    [InlineData("""{"numRecords":3,"minValues":{"id":1},"maxValues":{"id":3},"nullCount":{"id":0""", ": .. ()")]
    [InlineData("""{"minValues":{"numRecords":9,"id":1},"maxValues":{"id":3},"nullCount":{"id":0},"numRecords":3}""", "3: 1..3 (0)")]
    public void They_say_of_a_column_what_the_JSON_says(string statistics, string expected)
    {
        var reader = new StatisticsReader([new FilterColumn(["id"], PrimitiveType.Long, -1)]);

        reader.Read(Encoding.UTF8.GetBytes(statistics));

        Assert.Equal(expected, $"{reader.Rows}: {reader.Min[0]}..{reader.Max[0]} ({reader.Nulls[0]})");
    }
}
