using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Tests.Flight;

public class FlightQueryTests(FlightApi flight) : IClassFixture<FlightApi>
{
    [Fact]
    public async Task A_query_gives_its_rows_in_Arrow()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (schema, batches) = await client.QueryAsync("SELECT movieid, title, avg_rating FROM movie_ratings ORDER BY movieid LIMIT 3");

        Assert.Equal(["movieid int32", "title utf8", "avg_rating double"], schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"));
        Assert.Equal(["Film 1", "Film 2", "Film 3, \"the\" third"], Enumerable.Range(0, 3).Select(row => ((StringArray)Assert.Single(batches).Column(1)).GetString(row)));
    }

    [Fact]
    public async Task Many_rows_stream_and_none_is_lost()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (_, batches) = await client.QueryAsync("SELECT i, 'row ' || i AS t FROM range(500000) AS r(i)");

        Assert.True(batches.Count > 100);
        Assert.Equal(500_000L * 499_999 / 2, batches.Sum(batch => ((Int64Array)batch.Column(0)).Values.ToArray().Sum()));
    }

    [Fact]
    public async Task A_result_without_rows_has_columns()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (schema, batches) = await client.QueryAsync("SELECT * FROM user_tags WHERE userid < 0");

        Assert.Equal(["userid", "tag", "tag_count"], schema.FieldsList.Select(field => field.Name));
        Assert.Empty(batches);
    }

    [Theory]
    [InlineData("SELECT nothing FROM movie_ratings", StatusCode.InvalidArgument, "invalid-statement")]
    [InlineData("SELEC 1", StatusCode.InvalidArgument, "syntax-error")]
    [InlineData("SELECT * FROM nothing", StatusCode.InvalidArgument, "unknown-table")]
    [InlineData("DROP TABLE movie_ratings", StatusCode.InvalidArgument, "not-a-select")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", StatusCode.InvalidArgument, "not-allowed")]
    [InlineData("SELECT * FROM movielens_staged.ratings", StatusCode.FailedPrecondition, "table-without-data")]
    [InlineData("", StatusCode.InvalidArgument, "invalid-request")]
    public async Task A_query_that_is_refused_says_why(string sql, StatusCode status, string problem)
    {
        using var client = new FlightSqlClient(flight.Address);

        var refused = await client.RefusedAsync(new CommandStatementQuery { Query = sql });

        Assert.Equal((status, problem), (refused.StatusCode, refused.Trailers.GetValue("lakehouse-problem")));
        Assert.NotEmpty(refused.Status.Detail);
    }

    [Fact]
    public async Task A_query_that_fails_on_the_data_fails_the_stream()
    {
        using var client = new FlightSqlClient(flight.Address);

        var failed = await client.RefusedAsync(new CommandStatementQuery { Query = "SELECT CASE WHEN i = 400000 THEN ('x' || i)::INTEGER ELSE i END FROM range(500000) AS r(i)" });

        Assert.Equal((StatusCode.InvalidArgument, "query-failed"), (failed.StatusCode, failed.Trailers.GetValue("lakehouse-problem")));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_query()
    {
        using var client = new FlightSqlClient(flight.Address);
        var info = await client.Flight.GetInfo(Apache.Arrow.Flight.FlightDescriptor.CreateCommandDescriptor(Google.Protobuf.WellKnownTypes.Any.Pack(new CommandStatementQuery { Query = "SELECT i FROM range(100000000000) AS r(i)" }).ToByteArray())).ResponseAsync;
        for (var turn = 0; turn < 6; turn++)
        {
            // There are two workers: a query that went on would keep its own busy for hours.
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var stream = client.Flight.GetStream(info.Endpoints[0].Ticket, null, null, leaving.Token);
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            await leaving.CancelAsync();
        }

        Assert.Single((await client.QueryAsync("SELECT 1 AS one")).Batches);
    }

    [Fact]
    public async Task Athenas_SQL_is_chosen_by_a_header()
    {
        using var client = new FlightSqlClient(flight.Address, ("lakehouse-dialect", "athena"), ("lakehouse-database", "datahandson_mds_movielens_deltalake"));

        var (_, batches) = await client.QueryAsync("SELECT element_at(ARRAY['a', 'b'], 2), date_format(DATE '2024-02-29', '%Y') FROM movie_ratings FETCH FIRST 1 ROW ONLY");

        Assert.Equal("b", ((StringArray)batches[0].Column(0)).GetString(0));
        Assert.Equal("2024", ((StringArray)batches[0].Column(1)).GetString(0));
    }

    [Theory]
    [InlineData(null, "SELECT title FROM movie_ratings WHERE movieid = ? AND genres = ?")]
    [InlineData("athena", "SELECT title FROM movie_ratings WHERE movieid = ? AND genres = ?")]
    public async Task A_prepared_statement_runs_with_its_parameters(string? dialect, string sql)
    {
        using var client = new FlightSqlClient(flight.Address, dialect is null ? [] : [("lakehouse-dialect", dialect)]);
        var prepared = await client.PrepareAsync(sql);
        Assert.Equal(["title"], Schema(prepared.DatasetSchema).FieldsList.Select(field => field.Name));
        Assert.Equal(["1", "2"], Schema(prepared.ParameterSchema).FieldsList.Select(field => field.Name));

        foreach (var id in new[] { 7, 8 })
        {
            await client.BindAsync(prepared.PreparedStatementHandle, Row(id, "Drama|Comedy"));
            Assert.Equal([$"Film {id}"], await client.TextsAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = prepared.PreparedStatementHandle }));
        }

        await client.BindAsync(prepared.PreparedStatementHandle, Row(7, "' OR 1 = 1 --"));
        Assert.Empty(await client.TextsAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = prepared.PreparedStatementHandle }));
        await client.CloseAsync(prepared.PreparedStatementHandle);
        Assert.Equal(StatusCode.NotFound, (await client.RefusedAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = prepared.PreparedStatementHandle })).StatusCode);
    }

    [Fact]
    public async Task Parameters_that_do_not_fit_are_refused()
    {
        using var client = new FlightSqlClient(flight.Address);
        var handle = (await client.PrepareAsync("SELECT title FROM movie_ratings WHERE movieid = ? AND genres = ?")).PreparedStatementHandle;

        Assert.Equal("invalid-parameters", (await client.RefusedAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = handle })).Trailers.GetValue("lakehouse-problem"));
        var two = new RecordBatch.Builder().Append("1", false, column => column.Int32(values => values.AppendRange([1, 2]))).Build();
        Assert.Contains("one row", (await Assert.ThrowsAsync<RpcException>(() => client.BindAsync(handle, two))).Status.Detail, StringComparison.Ordinal);
        Assert.Equal("unknown-statement", (await client.RefusedAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = ByteString.CopyFromUtf8("guess") })).Trailers.GetValue("lakehouse-problem"));
    }

    [Fact]
    public async Task Parameters_are_bounded_and_of_types_that_a_parameter_has()
    {
        using var client = new FlightSqlClient(flight.Address);
        var handle = (await client.PrepareAsync("SELECT length(?::VARCHAR)")).PreparedStatementHandle;

        var giant = new RecordBatch.Builder().Append("1", false, column => column.String(values => values.Append(new string('x', 300_000)))).Build();
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.BindAsync(handle, giant));
        Assert.Equal((StatusCode.ResourceExhausted, "request-too-large"), (refused.StatusCode, refused.Trailers.GetValue("lakehouse-problem")));
        var bytes = new RecordBatch.Builder().Append("1", false, column => column.Binary(values => values.Append([1, 2]))).Build();
        Assert.Equal("invalid-parameters", (await Assert.ThrowsAsync<RpcException>(() => client.BindAsync(handle, bytes))).Trailers.GetValue("lakehouse-problem"));

        // It is as it was before.
        await client.BindAsync(handle, new RecordBatch.Builder().Append("1", false, column => column.String(values => values.Append("three"))).Build());
        Assert.Equal(5, ((Int64Array)(await client.ReadAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = handle })).Batches[0].Column(0)).GetValue(0));
    }

    [Fact]
    public async Task Statements_only_read()
    {
        using var client = new FlightSqlClient(flight.Address);
        using var call = await client.Flight.StartPut(Apache.Arrow.Flight.FlightDescriptor.CreateCommandDescriptor(Google.Protobuf.WellKnownTypes.Any.Pack(new CommandStatementUpdate { Query = "DELETE FROM movie_ratings" }).ToByteArray()), new Schema([], null));
        await call.RequestStream.CompleteAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal("not-a-select", refused.Trailers.GetValue("lakehouse-problem"));
    }

    private static RecordBatch Row(int id, string genres) => new RecordBatch.Builder()
        .Append("1", false, column => column.Int32(values => values.Append(id)))
        .Append("2", false, column => column.String(values => values.Append(genres)))
        .Build();

    private static Schema Schema(ByteString message)
    {
        using var reader = new ArrowStreamReader(new MemoryStream(message.ToByteArray()));
        return reader.Schema;
    }
}
