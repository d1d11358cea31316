using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;

namespace Lakehouse.Ingestor.Tests;

public sealed class SchemaDifferenceTests
{
    [Theory]
    [InlineData("id int, title text", "id int, title text", null)]
    [InlineData("id int, title text", "id int, title text, premiere date", "added premiere date")]
    [InlineData("id int, title text", "id int", "dropped title")]
    [InlineData("id int, title text", "id int, name text", "renamed title to name")]
    [InlineData("id int, title text", "id int, year int", "added year int; dropped title")]
    [InlineData("id int, title text", "id bigint, title text", "id is now bigint, was int")]
    [InlineData("id int, title text", "title text, id int", "the order of columns changed")]
    public void Says_what_became_of_the_columns(string before, string after, string? expected) => Assert.Equal(expected, SchemaDifference.Between(Parse(before), Parse(after)));

    private static ColumnControl[] Parse(string columns) => [.. columns.Split(", ").Select(column => new ColumnControl(column.Split(' ')[0], column.Split(' ')[1], ""))];
}
