using System.Text;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>The calls of ADBC's driver (Go) and of the JDBC driver, in their order, with what each refuses to go on without.</summary>
public class DriverCallsTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private const int TransactionInfo = 8;

    [Fact]
    public async Task A_connection_opens_by_user_and_password()
    {
        const string Key = "ann-key-0123456789";
        await using var api = await RunningApi.StartAsync("--Flight:Port=0", $"--Access:Principals:ann:ApiKey={Key}");
        // Go leaves the padding of base64 out, Java does not: ann:ann-key-0123456789 has 22 characters.
        var padded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Key}"));
        Assert.EndsWith("=", padded, StringComparison.Ordinal);
        foreach (var credentials in new[] { padded, padded.TrimEnd('=') })
        {
            using var client = new FlightSqlClient(await FlightApi.AddressAsync(api, Key), ("authorization", $"Basic {credentials}"));

            using var handshake = client.Flight.Handshake(client.Headers);
            await handshake.RequestStream.CompleteAsync();

            Assert.Equal($"Bearer {Key}", (await handshake.ResponseHeadersAsync).GetValue("authorization"));
            // C++ reads no message here before it asks for the status, and would wait for ever if there were one.
            Assert.False(await handshake.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task ADBC_learns_that_there_are_no_transactions()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (_, batches) = await client.ReadAsync(new CommandGetSqlInfo { Info = { TransactionInfo } });

        var union = (DenseUnionArray)batches[0].Column(1);
        Assert.Equal(3, union.TypeIds[0]);
        Assert.Equal(0, ((Int32Array)union.Fields[3]).GetValue(union.ValueOffsets[0]));
    }

    [Fact]
    public async Task JDBC_learns_what_the_SQL_can_do()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (_, batches) = await client.ReadAsync(new CommandGetSqlInfo());

        var union = (DenseUnionArray)batches[0].Column(1);
        var bits = ((UInt32Array)batches[0].Column(0)).Values.ToArray().Select((number, row) => (number, row)).Where(info => union.TypeIds[info.row] == 3)
            .ToDictionary(info => info.number, info => ((Int32Array)union.Fields[3]).GetValue(union.ValueOffsets[info.row]));
        // GROUP BY of any kind; outer joins of any kind; subqueries of any kind; UNION and UNION ALL; rows forwards only.
        Assert.Equal([3, 6, 15, 3, 2], new uint[] { 522, 528, 538, 540, 567 }.Select(number => bits[number]!.Value));
    }

    [Fact]
    public async Task Lists_have_the_columns_that_ADBC_insists_on()
    {
        using var client = new FlightSqlClient(flight.Address);

        Assert.Equal(["catalog_name utf8 False"], await FieldsAsync(client, new CommandGetCatalogs()));
        Assert.Equal(["catalog_name utf8 True", "db_schema_name utf8 False"], await FieldsAsync(client, new CommandGetDbSchemas()));
        Assert.Equal(["catalog_name utf8 True", "db_schema_name utf8 True", "table_name utf8 False", "table_type utf8 False"], await FieldsAsync(client, new CommandGetTables()));
        Assert.Equal(
            ["catalog_name utf8 True", "db_schema_name utf8 True", "table_name utf8 False", "table_type utf8 False", "table_schema binary False"],
            await FieldsAsync(client, new CommandGetTables { IncludeSchema = true, TableNameFilterPattern = "movie_ratings" }));
        Assert.Equal(["table_type utf8 False"], await FieldsAsync(client, new CommandGetTableTypes()));
    }

    /// <summary>ADBC's bind and execute: the rows must have the columns that were told after the values came.</summary>
    [Theory]
    [InlineData("SELECT ? + 1 AS a, 'x' AS b", "a int64,b utf8", "8")]
    [InlineData("SELECT ?", "$1 int64", "7")]
    [InlineData("SELECT ? AS a FROM movie_ratings WHERE movieid = 1", "a int64", "7")]
    [InlineData("SELECT title FROM movie_ratings WHERE movieid = ?", "title utf8", "Film 7")]
    [InlineData("SELECT abs(?) AS a, count(*) AS n FROM movie_ratings GROUP BY ALL", "a int64,n int64", "7")]
    [InlineData("SELECT count(*) AS n FROM movie_ratings, range(?) AS r(i)", "n int64", "700")]
    [InlineData("SELECT ? AS a, 1 AS a; -- two of one name", "a int64,a int32", "7")]
    [InlineData("SELECT ? AS a, movieid FROM movie_ratings ORDER BY movieid LIMIT 3;", "a int64,movieid int32", "7")]
    [InlineData("EXPLAIN SELECT ? AS a", "explain_key utf8,explain_value utf8", "physical_plan")]
    public async Task Bound_values_settle_the_columns(string sql, string columns, string first)
    {
        using var client = new FlightSqlClient(flight.Address);
        var statement = (await client.PrepareAsync(sql)).PreparedStatementHandle;
        var command = new CommandPreparedStatementQuery { PreparedStatementHandle = statement };
        await client.BindAsync(statement, Row(new Int64Array.Builder().Append(7).Build()));

        var (schema, batches) = await client.ReadAsync(command);

        Assert.Equal(columns, string.Join(',', schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}")));
        Assert.Equal(first, ArrowFormatTests.Text(batches[0].Column(0), 0));
    }

    [Theory]
    [InlineData("text", "utf8", "t")]
    [InlineData("double", "double", "1.5")]
    [InlineData("null", "int32", "null")]
    [InlineData("date", "utf8", "2024-02-29")]
    public async Task A_column_follows_its_value(string kind, string type, string text)
    {
        using var client = new FlightSqlClient(flight.Address);
        var statement = (await client.PrepareAsync("SELECT ? AS v")).PreparedStatementHandle;
        await client.BindAsync(statement, kind switch
        {
            "text" => Row(new StringArray.Builder().Append("t").Build()),
            "double" => Row(new DoubleArray.Builder().Append(1.5).Build()),
            "null" => Row(new StringArray.Builder().AppendNull().Build()),
            _ => Row(new Date32Array.Builder().Append(new DateTime(2024, 2, 29)).Build()),
        });

        var (schema, batches) = await client.ReadAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = statement });

        Assert.Equal((type, text), (schema.FieldsList[0].DataType.Name, ArrowFormatTests.Text(batches[0].Column(0), 0)));
    }

    /// <summary>JDBC binds the types that it is told, and shows the columns that it is told until the rows come.</summary>
    [Theory]
    [InlineData("SELECT title, ? + 1 AS a FROM movie_ratings WHERE movieid = ?", "title utf8,a int32", "1 utf8,2 int32")]
    [InlineData("SELECT title, CAST(? AS INTEGER) + 1 AS a FROM movie_ratings", "title utf8,a int32", "1 int32")]
    [InlineData("SELECT 1 AS one", "one int32", "")]
    [InlineData("SELECT * FROM range(?)", "range int64", "1 utf8")]
    public async Task A_prepared_statement_tells_what_can_be_told(string sql, string columns, string parameters)
    {
        using var client = new FlightSqlClient(flight.Address);

        var prepared = await client.PrepareAsync(sql);

        Assert.True(prepared is { HasIsUpdate: true, IsUpdate: false });
        Assert.Equal(columns, Shown(prepared.DatasetSchema));
        Assert.Equal(parameters, Shown(prepared.ParameterSchema));
    }

    [Fact]
    public async Task JDBC_binds_text_where_no_type_is_told()
    {
        using var client = new FlightSqlClient(flight.Address);
        var statement = (await client.PrepareAsync("SELECT ? AS v, CAST(? AS INTEGER) + 1 AS a")).PreparedStatementHandle;
        await client.BindAsync(statement, new RecordBatch.Builder().Append("1", true, column => column.String(values => values.Append("x"))).Append("2", true, column => column.Int32(values => values.Append(4))).Build());

        var (_, batches) = await client.ReadAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = statement });

        Assert.Equal(("x", "5"), (ArrowFormatTests.Text(batches[0].Column(0), 0), ArrowFormatTests.Text(batches[0].Column(1), 0)));
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_refused_before_rows_are_asked_for()
    {
        using var client = new FlightSqlClient(flight.Address);
        var statement = (await client.PrepareAsync("SELECT ? + 1")).PreparedStatementHandle;
        await client.BindAsync(statement, Row(new StringArray.Builder().Append("x").Build()));

        var refused = await client.RefusedAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = statement });

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("add explicit type casts", refused.Status.Detail, StringComparison.Ordinal);
        // The worker is as good as before.
        Assert.Single((await client.QueryAsync("SELECT 1 AS one")).Batches);
    }

    /// <summary>Drivers go on without what is UNIMPLEMENTED; any other status ends the connection.</summary>
    [Theory]
    [InlineData("BeginTransaction")]
    [InlineData("EndTransaction")]
    [InlineData("BeginSavepoint")]
    [InlineData("CreatePreparedSubstraitPlan")]
    [InlineData("CancelQuery")]
    [InlineData("CancelFlightInfo")]
    [InlineData("RenewFlightEndpoint")]
    [InlineData("GetSessionOptions")]
    [InlineData("SetSessionOptions")]
    public async Task Actions_that_are_not_here_are_unimplemented(string action)
    {
        using var client = new FlightSqlClient(flight.Address);
        using var call = client.Flight.DoAction(new FlightAction(action, ByteString.Empty));

        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).StatusCode);
    }

    [Theory]
    [InlineData("CommandGetXdbcTypeInfo")]
    [InlineData("CommandStatementSubstraitPlan")]
    public async Task Commands_that_are_not_here_are_unimplemented(string command)
    {
        using var client = new FlightSqlClient(flight.Address);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Flight.GetInfo(FlightDescriptor.CreateCommandDescriptor(Named(command))));

        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.Contains(command, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_load_is_unimplemented()
    {
        using var client = new FlightSqlClient(flight.Address);
        using var call = await client.Flight.StartPut(FlightDescriptor.CreateCommandDescriptor(Named("CommandStatementIngest")), new Schema([], null));
        await call.RequestStream.CompleteAsync();

        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).StatusCode);
    }

    [Fact]
    public async Task A_schema_is_told_without_rows()
    {
        using var client = new FlightSqlClient(flight.Address);

        var schema = await client.Flight.GetSchema(FlightDescriptor.CreateCommandDescriptor(Any.Pack(new CommandStatementQuery { Query = "SELECT movieid, title FROM movie_ratings" }).ToByteArray()));

        Assert.Equal(["movieid", "title"], schema.FieldsList.Select(field => field.Name));
    }

    private static byte[] Named(string command) => new Any { TypeUrl = $"type.googleapis.com/arrow.flight.protocol.sql.{command}" }.ToByteArray();

    private static RecordBatch Row(IArrowArray value) => new(new Schema([new Apache.Arrow.Field("0", value.Data.DataType, true)], null), [value], 1);

    private static async Task<IEnumerable<string>> FieldsAsync(FlightSqlClient client, IMessage command) =>
        (await client.ReadAsync(command)).Schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name} {field.IsNullable}");

    private static string Shown(ByteString message)
    {
        using var reader = new Apache.Arrow.Ipc.ArrowStreamReader(new MemoryStream(message.ToByteArray()));
        return string.Join(',', reader.Schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}"));
    }
}
