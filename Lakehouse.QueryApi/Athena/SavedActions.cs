using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Parsing;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Named queries, prepared statements, work groups and their tags.</summary>
internal sealed class SavedActions(AthenaStore store)
{
    private const int MaxSql = 262_144;

    private readonly PreparedStatements prepared = new(store);

    public void AddTo(Dictionary<string, Func<AthenaInput, CancellationToken, Task<JsonObject>>> actions)
    {
        actions["CreateNamedQuery"] = CreateNamedAsync;
        actions["GetNamedQuery"] = async (input, cancellationToken) => new JsonObject { ["NamedQuery"] = AthenaShapes.Named(await NamedAsync(input, cancellationToken)) };
        actions["BatchGetNamedQuery"] = BatchGetNamedAsync;
        actions["ListNamedQueries"] = async (input, cancellationToken) =>
        {
            var group = await store.WorkGroupAsync(input.OptionalText("WorkGroup", 1, 128), cancellationToken);
            return Paging.Page(input, $"named/{group.Name}", (await OpenAsync(state => state.NamedQueries, input, cancellationToken)).Where(query => query.WorkGroup == group.Name), 0, 50, "NamedQueryIds", query => query.Id);
        };
        actions["UpdateNamedQuery"] = UpdateNamedAsync;
        actions["DeleteNamedQuery"] = async (input, cancellationToken) =>
        {
            var query = await NamedAsync(input, cancellationToken);
            await store.ChangeAsync(state => state with { NamedQueries = [.. state.NamedQueries.Where(item => item.Id != query.Id)] }, cancellationToken);
            return [];
        };
        actions["CreatePreparedStatement"] = (input, cancellationToken) => PutPreparedAsync(input, false, cancellationToken);
        actions["UpdatePreparedStatement"] = (input, cancellationToken) => PutPreparedAsync(input, true, cancellationToken);
        actions["GetPreparedStatement"] = async (input, cancellationToken) => new JsonObject { ["PreparedStatement"] = AthenaShapes.Prepared(await prepared.GetAsync(input.Text("StatementName", 1, 256), await GroupNameAsync(input, cancellationToken), input.Principal, cancellationToken)) };
        actions["BatchGetPreparedStatement"] = BatchGetPreparedAsync;
        actions["ListPreparedStatements"] = async (input, cancellationToken) =>
        {
            var group = await GroupNameAsync(input, cancellationToken);
            return Paging.Page(
                input,
                $"prepared/{group}",
                (await OpenAsync(state => state.PreparedStatements, input, cancellationToken)).Where(statement => statement.WorkGroup == group).OrderBy(statement => statement.Name, StringComparer.Ordinal),
                1,
                50,
                "PreparedStatements",
                statement => new JsonObject { ["StatementName"] = statement.Name, ["LastModifiedTime"] = AthenaShapes.Time(statement.Modified) });
        };
        actions["DeletePreparedStatement"] = async (input, cancellationToken) =>
        {
            await prepared.DeleteAsync(input.Text("StatementName", 1, 256), await GroupNameAsync(input, cancellationToken), input.Principal, cancellationToken);
            return [];
        };
        new WorkGroupActions(store).AddTo(actions);
    }

    private async Task<string> GroupNameAsync(AthenaInput input, CancellationToken cancellationToken) => (await store.WorkGroupAsync(input.Text("WorkGroup", 1, 128), cancellationToken)).Name;

    private async Task<NamedQuery> NamedAsync(AthenaInput input, CancellationToken cancellationToken) => input.Text("NamedQueryId", 1, 128) is var id
        && (await OpenAsync(state => state.NamedQueries, input, cancellationToken)).FirstOrDefault(query => query.Id == id) is { } found ? found : throw AthenaException.Invalid($"NamedQuery {id} was not found");

    /// <summary>What is saved and open to the one who asks.</summary>
    private async Task<IEnumerable<T>> OpenAsync<T>(Func<AthenaState, IReadOnlyList<T>> kind, AthenaInput input, CancellationToken cancellationToken)
        where T : ISaved => kind(await store.GetAsync(cancellationToken)).Where(saved => saved.IsOpenTo(input.Principal));

    private async Task<JsonObject> CreateNamedAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var group = await store.WorkGroupAsync(input.OptionalText("WorkGroup", 1, 128), cancellationToken);
        var token = input.OptionalText("ClientRequestToken", 32, 128);
        // The same token of the same principal gives the same query: its id is made of both.
        var id = token is null ? Guid.NewGuid() : new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{input.Principal.Name}/{token}")).AsSpan(0, 16));
        var query = new NamedQuery(id.ToString("D"), input.Text("Name", 1, 128), input.OptionalText("Description", 0, 1_024), input.Text("Database", 1, 255), input.Text("QueryString", 1, MaxSql), group.Name) { Owner = input.Principal.Name };
        await store.ChangeAsync(
            state => state.NamedQueries.FirstOrDefault(item => item.Id == query.Id) is { } same
                ? same == query ? state : throw AthenaException.Invalid("Idempotent parameters do not match")
                : state with { NamedQueries = [.. state.NamedQueries, query] },
            cancellationToken);
        return new JsonObject { ["NamedQueryId"] = query.Id };
    }

    private async Task<JsonObject> UpdateNamedAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var query = await NamedAsync(input, cancellationToken);
        var changed = query with { Name = input.Text("Name", 1, 128), Sql = input.Text("QueryString", 1, MaxSql), Description = input.OptionalText("Description", 0, 1_024) ?? query.Description };
        await store.ChangeAsync(state => state with { NamedQueries = [.. state.NamedQueries.Select(item => item.Id == query.Id ? changed : item)] }, cancellationToken);
        return [];
    }

    private async Task<JsonObject> BatchGetNamedAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var all = (await OpenAsync(state => state.NamedQueries, input, cancellationToken)).ToDictionary(query => query.Id, StringComparer.Ordinal);
        var ids = input.Texts("NamedQueryIds", 50);
        return new JsonObject
        {
            ["NamedQueries"] = new JsonArray([.. ids.Where(all.ContainsKey).Select(id => AthenaShapes.Named(all[id]))]),
            ["UnprocessedNamedQueryIds"] = new JsonArray([.. ids.Where(id => !all.ContainsKey(id)).Select(id => new JsonObject { ["NamedQueryId"] = id, ["ErrorCode"] = "INVALID_INPUT", ["ErrorMessage"] = $"NamedQuery {id} was not found" })]),
        };
    }

    private async Task<JsonObject> PutPreparedAsync(AthenaInput input, bool mustExist, CancellationToken cancellationToken)
    {
        var name = input.Text("StatementName", 1, 256);
        if (!(char.IsAsciiLetter(name[0]) || name[0] == '_') || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '@' or ':'))
        {
            throw AthenaException.Invalid($"1 validation error detected: Value '{name}' at 'statementName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_@:]{{1,256}}");
        }

        var sql = input.Text("QueryStatement", 1, MaxSql);
        try
        {
            _ = TrinoParser.ParseStatement(sql);
        }
        catch (QueryException error)
        {
            throw AthenaException.Invalid(error.Message, "MALFORMED_QUERY");
        }

        await prepared.PutAsync(new PreparedStatement(name, await GroupNameAsync(input, cancellationToken), sql, input.OptionalText("Description", 1, 1_024), DateTimeOffset.UtcNow), mustExist, input.Principal, cancellationToken);
        return [];
    }

    private async Task<JsonObject> BatchGetPreparedAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var group = await GroupNameAsync(input, cancellationToken);
        var all = (await OpenAsync(state => state.PreparedStatements, input, cancellationToken)).Where(statement => statement.WorkGroup == group).ToDictionary(statement => statement.Name, StringComparer.OrdinalIgnoreCase);
        var names = input.Texts("PreparedStatementNames", 256);
        return new JsonObject
        {
            ["PreparedStatements"] = new JsonArray([.. names.Where(all.ContainsKey).Select(name => AthenaShapes.Prepared(all[name]))]),
            ["UnprocessedPreparedStatementNames"] = new JsonArray([.. names.Where(name => !all.ContainsKey(name)).Select(name => new JsonObject { ["StatementName"] = name, ["ErrorCode"] = "STATEMENT_NOT_FOUND", ["ErrorMessage"] = "prepared statement not found" })]),
        };
    }
}
