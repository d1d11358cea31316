using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Flight;

/// <summary>A prepared statement of a client.</summary>
/// <param name="Request">The statement and who prepared it; with the parameters that were bound last.</param>
/// <param name="Shape">Its columns and parameters.</param>
/// <param name="LastUsed">When it was used last, in ticks of <see cref="Stopwatch"/>.</param>
internal sealed record PreparedQuery(QueryRequest Request, StatementShape Shape, long LastUsed);

/// <summary>The prepared statements of all clients, by handle. Clients may forget to close theirs: of the principal who keeps most, the one unused for longest goes first.</summary>
internal sealed class PreparedQueries
{
    private const int MaxStatements = 1_000;

    private readonly ConcurrentDictionary<string, PreparedQuery> statements = new(StringComparer.Ordinal);

    /// <summary>Keeps a statement.</summary>
    /// <returns>Its handle, which cannot be guessed.</returns>
    public ByteString Add(QueryRequest request, StatementShape shape)
    {
        while (statements.Count >= MaxStatements && statements.GroupBy(statement => statement.Value.Request.Principal.Name).MaxBy(owned => owned.Count()) is { } most)
        {
            statements.TryRemove(most.MinBy(statement => statement.Value.LastUsed).Key, out _);
        }

        var handle = Guid.NewGuid().ToString("N");
        statements[handle] = new PreparedQuery(request, shape, Stopwatch.GetTimestamp());
        return ByteString.CopyFromUtf8(handle);
    }

    /// <summary>The statement with a handle.</summary>
    /// <exception cref="QueryException">There is none, or it is another principal's.</exception>
    public PreparedQuery Get(ByteString handle, Access.Principal principal)
    {
        var key = handle.ToStringUtf8();
        if (!statements.TryGetValue(key, out var statement) || statement.Request.Principal.Name != principal.Name)
        {
            throw new QueryException(Problem.NoSuchStatement, "There is no prepared statement with this handle: it was closed, or displaced by newer ones. Prepare it again.");
        }

        // Roles may have changed since it was prepared: whoever asks now counts.
        var used = statement with { Request = statement.Request with { Principal = principal }, LastUsed = Stopwatch.GetTimestamp() };
        statements.TryUpdate(key, used, statement);
        return used;
    }

    /// <summary>Binds values to a statement's parameters.</summary>
    public void Bind(ByteString handle, Access.Principal principal, JsonElement values)
    {
        var statement = Get(handle, principal);
        statements[handle.ToStringUtf8()] = statement with { Request = statement.Request with { Parameters = values } };
    }

    /// <summary>Forgets a statement.</summary>
    public void Close(ByteString handle, Access.Principal principal)
    {
        Get(handle, principal);
        statements.TryRemove(handle.ToStringUtf8(), out _);
    }
}
