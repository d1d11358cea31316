namespace Lakehouse.QueryApi.Tests;

public class ContentNegotiationTests(RunningApi api)
{
    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("TEXT/CSV", "text/csv")]
    [InlineData("text/*", "text/csv")]
    [InlineData("text/html, text/csv;q=0.5", "text/csv")]
    [InlineData("text/csv;q=0.5, */*", "application/json")]
    [InlineData("application/json;q=0, */*", "text/csv")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("application/vnd.apache.arrow.stream, application/json;q=0.5", "application/vnd.apache.arrow.stream")]
    [InlineData("application/vnd.apache.parquet", "application/vnd.apache.parquet")]
    [InlineData("application/*", "application/json")]
    public async Task The_accept_header_chooses_the_format(string? accept, string mediaType)
    {
        using var response = await api.SendAsync("SELECT 1", accept);

        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml, image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("not a media type")]
    public async Task An_unacceptable_format_is_refused_before_the_query_runs(string accept)
    {
        using var response = await api.SendAsync("SELECT count(*) FROM range(100000000000)", accept);

        var (status, type, detail) = await RunningApi.ProblemAsync(response);
        Assert.Equal((406, "not-acceptable"), (status, type));
        Assert.Contains("text/csv", detail, StringComparison.Ordinal);
    }
}
