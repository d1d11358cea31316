using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Tests.Flight;

public class FlightCatalogTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private const string Curated = "datahandson_mds_movielens_deltalake";

    [Fact]
    public async Task The_catalog_is_told_as_ADBC_asks_for_it()
    {
        using var client = new FlightSqlClient(flight.Address);

        Assert.Equal(["awsdatacatalog"], await client.TextsAsync(new CommandGetCatalogs()));
        Assert.Equal([Curated, "movielens_dms_parquet", "movielens_staged", "ops"], await client.TextsAsync(new CommandGetDbSchemas(), 1));
        Assert.Equal(["movielens_dms_parquet", "movielens_staged"], await client.TextsAsync(new CommandGetDbSchemas { DbSchemaFilterPattern = "MOVIELENS\\_%" }, 1));
        Assert.Empty(await client.TextsAsync(new CommandGetDbSchemas { Catalog = "another" }, 1));
        Assert.Equal(["TABLE"], await client.TextsAsync(new CommandGetTableTypes()));
        Assert.Equal(["movie_ratings", "user_tags"], await client.TextsAsync(new CommandGetTables { DbSchemaFilterPattern = Curated }, 2));
        Assert.Equal(["movie_ratings"], await client.TextsAsync(new CommandGetTables { TableNameFilterPattern = "movie_r%" }, 2));
        Assert.Empty(await client.TextsAsync(new CommandGetTables { TableTypes = { "VIEW" } }, 2));
        Assert.Empty(await client.TextsAsync(new CommandGetPrimaryKeys { Table = "movie_ratings" }));
        Assert.Empty(await client.TextsAsync(new CommandGetImportedKeys { Table = "movie_ratings" }));
        Assert.Empty(await client.TextsAsync(new CommandGetExportedKeys { Table = "movie_ratings" }));
        Assert.Empty(await client.TextsAsync(new CommandGetCrossReference { PkTable = "movie_ratings", FkTable = "user_tags" }));
    }

    [Fact]
    public async Task Tables_come_with_their_columns()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (_, batches) = await client.ReadAsync(new CommandGetTables { IncludeSchema = true });

        var tables = Enumerable.Range(0, batches[0].Length).ToDictionary(
            row => $"{((StringArray)batches[0].Column(1)).GetString(row)}.{((StringArray)batches[0].Column(2)).GetString(row)}",
            row => string.Join(',', Schema(((BinaryArray)batches[0].Column(4)).GetBytes(row)).FieldsList.Select(field => $"{field.Name} {field.DataType.Name}")));
        Assert.Equal(12, tables.Count);
        Assert.Equal("movieid int32,title utf8,genres utf8,avg_rating double,rating_count int64", tables[$"{Curated}.movie_ratings"]);
        Assert.Equal("Op utf8,movieid int32,title utf8,added_later utf8", tables["movielens_dms_parquet.movies"]);
        Assert.Equal("", tables["movielens_staged.ratings"]);
    }

    [Fact]
    public async Task The_server_tells_of_itself()
    {
        using var client = new FlightSqlClient(flight.Address);

        var (_, batches) = await client.ReadAsync(new CommandGetSqlInfo { Info = { 0, 3, 504, 507, 508, 99_999 } });

        var union = (DenseUnionArray)batches[0].Column(1);
        Assert.Equal([0u, 3u, 504u, 507u, 508u], ((UInt32Array)batches[0].Column(0)).Values.ToArray());
        Assert.Equal("Lakehouse", ((StringArray)union.Fields[0]).GetString(union.ValueOffsets[0]));
        Assert.True(((BooleanArray)union.Fields[1]).GetValue(union.ValueOffsets[1]));
        Assert.Equal("\"", ((StringArray)union.Fields[0]).GetString(union.ValueOffsets[2]));
        Assert.Equal(3, ((Int32Array)union.Fields[3]).GetValue(union.ValueOffsets[3]));
        Assert.True((await client.ReadAsync(new CommandGetSqlInfo())).Batches[0].Length > 20);
    }

    [Fact]
    public async Task What_is_not_known_is_refused_by_name()
    {
        using var client = new FlightSqlClient(flight.Address);

        Assert.Contains("google.protobuf.Duration", (await client.RefusedAsync(new Duration())).Status.Detail, StringComparison.Ordinal);
        using var action = client.Flight.DoAction(new Apache.Arrow.Flight.FlightAction("BeginTransaction"));
        Assert.Contains("BeginTransaction", (await Assert.ThrowsAsync<RpcException>(() => action.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).Status.Detail, StringComparison.Ordinal);
        var malformed = await Assert.ThrowsAsync<RpcException>(async () => await client.Flight.GetInfo(Apache.Arrow.Flight.FlightDescriptor.CreateCommandDescriptor("not a message")));
        Assert.Equal(StatusCode.InvalidArgument, malformed.StatusCode);
        using var actions = client.Flight.ListActions();
        Assert.True(await actions.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("CreatePreparedStatement", actions.ResponseStream.Current.Type);
    }

    private static Schema Schema(ReadOnlySpan<byte> message)
    {
        using var reader = new ArrowStreamReader(new MemoryStream(message.ToArray()));
        return reader.Schema;
    }
}
