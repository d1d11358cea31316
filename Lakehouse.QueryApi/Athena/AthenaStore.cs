using System.Text.Json;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Saved queries, prepared statements and work groups: one small object in the lake, written whole at each change.</summary>
/// <remarks>One service writes it; a second one over the same folder would not see the first one's changes.</remarks>
internal sealed class AthenaStore(AthenaOptions options) : IDisposable
{
    /// <summary>The group that every account has.</summary>
    public const string PrimaryGroup = "primary";

    /// <summary>Saved queries, statements and groups together: enough for a team, little enough to write whole.</summary>
    private const int MaxItems = 10_000;

    private const string Path = "state.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly ObjectStore store = ObjectStores.Open(options.Folder);
    private readonly SemaphoreSlim gate = new(1, 1);
    private AthenaState? state;

    /// <summary>What is kept now.</summary>
    public async Task<AthenaState> GetAsync(CancellationToken cancellationToken)
    {
        if (state is { } known)
        {
            return known;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return state ??= await LoadAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Changes what is kept; it is written before this returns.</summary>
    public async Task ChangeAsync(Func<AthenaState, AthenaState> change, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var changed = change(state ??= await LoadAsync(cancellationToken));
            if (changed.NamedQueries.Count + changed.PreparedStatements.Count + changed.WorkGroups.Count > MaxItems)
            {
                throw AthenaException.Invalid($"There are already {MaxItems} saved queries, prepared statements and work groups. Delete some.");
            }

            await store.PutAsync(Path, JsonSerializer.SerializeToUtf8Bytes(changed, Json), cancellationToken);
            state = changed;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>All work groups: the configured ones, those made over the API, and <c>primary</c>.</summary>
    public async Task<IReadOnlyList<WorkGroup>> WorkGroupsAsync(CancellationToken cancellationToken)
    {
        var made = (await GetAsync(cancellationToken)).WorkGroups.Where(group => options.WorkGroups.All(configured => configured.Name != group.Name));
        var all = options.WorkGroups.Concat(made).ToList();
        if (all.All(group => group.Name != PrimaryGroup))
        {
            all.Insert(0, new WorkGroup(PrimaryGroup) { Enforces = false, Created = DateTimeOffset.UnixEpoch });
        }

        return all;
    }

    /// <exception cref="AthenaException">There is no such group.</exception>
    public async Task<WorkGroup> WorkGroupAsync(string? name, CancellationToken cancellationToken) =>
        (await WorkGroupsAsync(cancellationToken)).FirstOrDefault(group => group.Name == (name ?? PrimaryGroup)) ?? throw AthenaException.Invalid($"WorkGroup {name} is not found.");

    public void Dispose() => gate.Dispose();

    private async Task<AthenaState> LoadAsync(CancellationToken cancellationToken) =>
        await store.HeadAsync(Path, cancellationToken) is null ? new AthenaState() : JsonSerializer.Deserialize<AthenaState>(await store.ReadAsync(Path, cancellationToken), Json) ?? new AthenaState();
}
