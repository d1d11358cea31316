using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Prepared statements: by the API's actions, and by PREPARE and DEALLOCATE PREPARE.</summary>
internal sealed class PreparedStatements(AthenaStore store)
{
    /// <summary>Runs PREPARE or DEALLOCATE PREPARE.</summary>
    public Task RunAsync(SqlStatement command, string workGroup, CancellationToken cancellationToken) => command switch
    {
        Prepare prepare => PutAsync(new PreparedStatement(prepare.Name.Text, workGroup, prepare.Text, null, DateTimeOffset.UtcNow), null, cancellationToken),
        Deallocate deallocate => DeleteAsync(deallocate.Name.Text, workGroup, cancellationToken),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is no command."),
    };

    /// <summary>Adds or replaces a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="mustExist">It has to be there, or must not; null for either.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="AthenaException">It is there, or is not.</exception>
    public Task PutAsync(PreparedStatement statement, bool? mustExist, CancellationToken cancellationToken) => store.ChangeAsync(
        state =>
        {
            var exists = state.PreparedStatements.Any(item => Is(item, statement.Name, statement.WorkGroup));
            if (mustExist is { } wanted && wanted != exists)
            {
                throw exists ? AthenaException.Invalid($"Prepared Statement {statement.Name} already exists in WorkGroup {statement.WorkGroup}") : NotFound(statement.Name, statement.WorkGroup);
            }

            return state with { PreparedStatements = [.. state.PreparedStatements.Where(item => !Is(item, statement.Name, statement.WorkGroup)), statement] };
        },
        cancellationToken);

    /// <exception cref="AthenaException">There is no such statement.</exception>
    public Task DeleteAsync(string name, string workGroup, CancellationToken cancellationToken) => store.ChangeAsync(
        state => state.PreparedStatements.Any(item => Is(item, name, workGroup))
            ? state with { PreparedStatements = [.. state.PreparedStatements.Where(item => !Is(item, name, workGroup))] }
            : throw NotFound(name, workGroup),
        cancellationToken);

    /// <exception cref="AthenaException">There is no such statement.</exception>
    public async Task<PreparedStatement> GetAsync(string name, string workGroup, CancellationToken cancellationToken) =>
        (await store.GetAsync(cancellationToken)).PreparedStatements.FirstOrDefault(item => Is(item, name, workGroup)) ?? throw NotFound(name, workGroup);

    private static bool Is(PreparedStatement item, string name, string workGroup) => item.WorkGroup == workGroup && item.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static AthenaException NotFound(string name, string workGroup) => AthenaException.NotFound($"Prepared Statement {name} was not found in workGroup {workGroup}", name);
}
