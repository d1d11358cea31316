using System.Text;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Grpc.Core;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Tests.Flight;

public class FlightAccessTests
{
    private const string Ratings = "datahandson_mds_movielens_deltalake.movie_ratings";

    private static readonly string[] Settings =
    [
        "--Flight:Port=0",
        "--Access:Principals:ann:ApiKey=ann-key-0123456789",
        "--Access:Principals:bob:ApiKey=bob-key-0123456789",
        $"--Access:Principals:bob:Allow={Ratings}",
        $"--Access:RowFilters:0:Table={Ratings}",
        "--Access:RowFilters:0:Principals=bob",
        "--Access:RowFilters:0:Where=movieid <= 10",
        $"--Access:Masks:0:Table={Ratings}",
        "--Access:Masks:0:Column=title",
        "--Access:Masks:0:Principals=bob",
        "--Access:Masks:0:Value=left(title, 1)",
    ];

    [Fact]
    public async Task The_same_rules_hold_as_over_HTTP()
    {
        await using var api = await RunningApi.StartAsync(Settings);
        var address = await FlightApi.AddressAsync(api, "ann-key-0123456789");
        using var nobody = new FlightSqlClient(address);
        using var ann = new FlightSqlClient(address, ("authorization", "Bearer ann-key-0123456789"));
        using var bob = new FlightSqlClient(address, ("authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("bob:bob-key-0123456789"))}"));

        Assert.Equal(StatusCode.Unauthenticated, (await nobody.RefusedAsync(new CommandGetCatalogs())).StatusCode);
        Assert.Equal(100, (await ann.QueryAsync("SELECT * FROM movie_ratings")).Batches.Sum(batch => batch.Length));
        var seen = await bob.QueryAsync("SELECT * FROM movie_ratings");
        Assert.Equal(10, seen.Batches.Sum(batch => batch.Length));
        Assert.Equal("F", ((StringArray)seen.Batches[0].Column(1)).GetString(0));
        Assert.Equal(StatusCode.PermissionDenied, (await bob.RefusedAsync(new CommandStatementQuery { Query = "SELECT * FROM user_tags" })).StatusCode);
        Assert.Equal(["movie_ratings"], await bob.TextsAsync(new CommandGetTables { IncludeSchema = true }, 2));
        Assert.Equal(12, (await ann.TextsAsync(new CommandGetTables(), 2)).Length);

        var prepared = (await ann.PrepareAsync("SELECT * FROM user_tags")).PreparedStatementHandle;
        Assert.Equal(StatusCode.NotFound, (await bob.RefusedAsync(new CommandPreparedStatementQuery { PreparedStatementHandle = prepared })).StatusCode);

        // A ticket that ann was given shows bob what bob may see.
        var ticket = (await ann.Flight.GetInfo(FlightDescriptor.CreateCommandDescriptor(Google.Protobuf.MessageExtensions.ToByteArray(Google.Protobuf.WellKnownTypes.Any.Pack(new CommandStatementQuery { Query = "SELECT * FROM user_tags" }))), ann.Headers)).Endpoints[0].Ticket;
        using var stolen = bob.Flight.GetStream(ticket, bob.Headers);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => stolen.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).StatusCode);

        using var handshake = bob.Flight.Handshake(bob.Headers);
        await handshake.RequestStream.CompleteAsync();
        Assert.Equal("Bearer bob-key-0123456789", (await handshake.ResponseHeadersAsync).GetValue("authorization"));
    }
}
