using Apache.Arrow;
using Google.Protobuf;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Flight;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>Clients that forget to close their statements displace their own, not those of others.</summary>
public class PreparedQueriesTests
{
    private const int Kept = 1_000;

    private static readonly Principal Ann = new("ann", null, null, null, ["*"]);

    private static readonly Principal Bob = new("bob", null, null, null, ["*"]);

    private readonly PreparedQueries queries = new();

    [Fact]
    public void Who_keeps_most_loses_the_one_unused_for_longest()
    {
        var ann = Add(Ann);
        var first = Add(Bob);
        var second = Add(Bob);
        for (var number = 0; number < Kept - 3; number++)
        {
            Add(Bob);
        }

        Assert.Same(Ann, queries.Get(ann, Ann).Request.Principal);
        queries.Get(first, Bob);
        Add(Bob);

        queries.Get(first, Bob);
        queries.Get(ann, Ann);
        Assert.Equal(Problem.NoSuchStatement, Assert.Throws<QueryException>(() => queries.Get(second, Bob)).Problem);

        for (var number = 0; number < Kept; number++)
        {
            Add(Bob);
        }

        // However many somebody else makes.
        queries.Get(ann, Ann);
    }

    [Fact]
    public void A_handle_is_its_owners_alone()
    {
        var handle = Add(Ann);

        Assert.Equal(Problem.NoSuchStatement, Assert.Throws<QueryException>(() => queries.Get(handle, Bob)).Problem);
        Assert.Equal(Problem.NoSuchStatement, Assert.Throws<QueryException>(() => queries.Close(handle, Bob)).Problem);
        queries.Close(handle, Ann);
        Assert.Equal(Problem.NoSuchStatement, Assert.Throws<QueryException>(() => queries.Get(handle, Ann)).Problem);
    }

    private ByteString Add(Principal principal) => queries.Add(new QueryRequest("SELECT 1", null, null, null) { Principal = principal }, new StatementShape(new Schema([], null), new Schema([], null)));
}
