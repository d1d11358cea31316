using Lakehouse.QueryApi.Tests.Flight;

namespace Lakehouse.QueryApi.Tests.Athena;

/// <summary>
/// Values of parameters that are parameters themselves. One that stands for itself would be looked for without end, and a stack that
/// overflows ends the service.
/// </summary>
public class ParameterTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private readonly AthenaClient athena = new(flight.Api.Http);

    [Fact]
    public async Task A_parameter_in_USING_takes_its_value_from_the_request()
    {
        await athena.CallAsync("CreatePreparedStatement", new { StatementName = "two", WorkGroup = "primary", QueryStatement = "SELECT ? AS a, ? AS b" });

        Assert.Equal(["a|b", "x|5"], await athena.RowsAsync("EXECUTE two USING ?, 5", parameters: ["'x'"]));
        Assert.Equal(["a|b", "2|1"], await athena.RowsAsync("EXECUTE IMMEDIATE 'SELECT ? AS a, ? AS b' USING ?, 1", parameters: ["2"]));
        Assert.Equal(["a|b", "2|1"], await athena.RowsAsync("EXECUTE two", parameters: ["2", "1"]));
        Assert.Equal(["a|b", "2|1"], await athena.RowsAsync("EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''SELECT ? AS a, ? AS b'' USING ?, 1' USING 2"));
    }

    [Theory]
    [InlineData("SELECT ?", 1, 0)]
    [InlineData("SELECT ?, '?' AS \"?\" -- ?", 1, 2, "1", "2")]
    [InlineData("SELECT 1", 0, 1, "1")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?'", 1, 0)]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING ?", 1, 0)]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING 1", 0, 1, "1")]
    [InlineData("EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''SELECT ?'' USING ?' USING ?", 1, 0)]
    [InlineData("UNLOAD (SELECT ?) TO 's3://nowhere/x/' WITH (format = 'JSON')", 1, 0)]
    public async Task As_many_values_as_parameters_come(string sql, int expected, int found, params string[] parameters)
    {
        var status = (await athena.WaitAsync(await athena.StartAsync(sql, parameters: parameters))).GetProperty("Status");

        Assert.Equal($"INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected {expected} but found {found}", status.GetProperty("StateChangeReason").GetString());
    }

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING -?", "1")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?, ?' USING 1, abs(? + ?)", "1", "2")]
    public async Task A_parameter_inside_of_a_value_is_refused(string sql, params string[] parameters)
    {
        var status = (await athena.WaitAsync(await athena.StartAsync(sql, parameters: parameters))).GetProperty("Status");

        Assert.StartsWith("NOT_SUPPORTED: In USING, a ? stands alone", status.GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("- ?")]
    [InlineData("abs(?)")]
    public async Task A_value_with_a_question_mark_is_text(string value) => Assert.Equal(["v", value], await athena.RowsAsync("SELECT ? AS v", parameters: [value]));

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? AS v' USING ?", 400)]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? AS v' USING ? + 1", 400)]
    public async Task REST_refuses_them_as_well(string sql, int status)
    {
        using var response = await flight.Api.SendBodyAsync(System.Text.Json.JsonSerializer.Serialize(new { sql, dialect = "athena" }), "application/json");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Flight_prepares_them_without_values()
    {
        using var client = new FlightSqlClient(flight.Address, ("lakehouse-dialect", "athena"));

        var prepared = await client.PrepareAsync("EXECUTE IMMEDIATE 'SELECT CAST(? AS integer) AS v' USING ?");

        using var parameters = new Apache.Arrow.Ipc.ArrowStreamReader(new MemoryStream(prepared.ParameterSchema.ToByteArray()));
        Assert.Equal("1", Assert.Single(parameters.Schema.FieldsList).Name);
        await client.BindAsync(prepared.PreparedStatementHandle, new Apache.Arrow.RecordBatch.Builder().Append("1", false, column => column.Int32(values => values.Append(7))).Build());
        var (_, batches) = await client.ReadAsync(new Lakehouse.QueryApi.Flight.Protocol.CommandPreparedStatementQuery { PreparedStatementHandle = prepared.PreparedStatementHandle });
        Assert.Equal(7, ((Apache.Arrow.Int32Array)batches[0].Column(0)).GetValue(0));
    }
}
