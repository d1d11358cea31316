using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Prepared statements: by the API's actions, and by PREPARE and DEALLOCATE PREPARE. Those that are not open to the one who asks are not there.</summary>
internal sealed class PreparedStatements(AthenaStore store)
{
    /// <summary>Runs PREPARE or DEALLOCATE PREPARE.</summary>
    public Task RunAsync(SqlStatement command, string workGroup, Principal principal, CancellationToken cancellationToken) => command switch
    {
        Prepare prepare => PutAsync(new PreparedStatement(prepare.Name.Text, workGroup, prepare.Text, null, DateTimeOffset.UtcNow), null, principal, cancellationToken),
        Deallocate deallocate => DeleteAsync(deallocate.Name.Text, workGroup, principal, cancellationToken),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is no command."),
    };

    /// <summary>Adds or replaces a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="mustExist">It has to be there, or must not; null for either.</param>
    /// <param name="principal">Who saves it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="AthenaException">It is there, or is not; or its name is another's.</exception>
    public Task PutAsync(PreparedStatement statement, bool? mustExist, Principal principal, CancellationToken cancellationToken) => store.ChangeAsync(
        state =>
        {
            ISaved? found = state.PreparedStatements.FirstOrDefault(item => Is(item, statement.Name, statement.WorkGroup));
            var isForeign = found?.IsOpenTo(principal) == false;
            var exists = found is not null && (!isForeign || mustExist != true);
            if (isForeign || (mustExist is { } wanted && wanted != exists))
            {
                throw exists ? AthenaException.Invalid($"Prepared Statement {statement.Name} already exists in WorkGroup {statement.WorkGroup}") : NotFound(statement.Name, statement.WorkGroup);
            }

            return state with { PreparedStatements = [.. state.PreparedStatements.Where(item => !Is(item, statement.Name, statement.WorkGroup)), statement with { Owner = found?.Owner ?? principal.Name }] };
        },
        cancellationToken);

    /// <exception cref="AthenaException">There is no such statement.</exception>
    public Task DeleteAsync(string name, string workGroup, Principal principal, CancellationToken cancellationToken) => store.ChangeAsync(
        state => state.PreparedStatements.Any(item => Is(item, name, workGroup) && ((ISaved)item).IsOpenTo(principal))
            ? state with { PreparedStatements = [.. state.PreparedStatements.Where(item => !Is(item, name, workGroup))] }
            : throw NotFound(name, workGroup),
        cancellationToken);

    /// <exception cref="AthenaException">There is no such statement.</exception>
    public async Task<PreparedStatement> GetAsync(string name, string workGroup, Principal principal, CancellationToken cancellationToken) =>
        (await store.GetAsync(cancellationToken)).PreparedStatements.FirstOrDefault(item => Is(item, name, workGroup) && ((ISaved)item).IsOpenTo(principal)) ?? throw NotFound(name, workGroup);

    private static bool Is(PreparedStatement item, string name, string workGroup) => item.WorkGroup == workGroup && item.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static AthenaException NotFound(string name, string workGroup) => AthenaException.NotFound($"Prepared Statement {name} was not found in workGroup {workGroup}", name);
}
