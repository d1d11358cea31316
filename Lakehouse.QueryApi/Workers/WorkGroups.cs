using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Workers;

/// <summary>The work groups, each with workers of its own: the queries of one neither wait for those of another nor take their memory.</summary>
internal sealed class WorkGroups : IDisposable
{
    private readonly Dictionary<string, WorkGroupPool> pools;

    /// <param name="options">The groups and their limits.</param>
    /// <param name="readableFolders">Local folders below which table files lie.</param>
    /// <param name="databases">The catalog's databases.</param>
    public WorkGroups(QueryOptions options, IReadOnlyList<string> readableFolders, IReadOnlyList<string> databases)
    {
        var temp = TempFolders.Open(options.TempFolder);
        pools = options.WorkGroups.Append(options.Primary).ToDictionary(group => group.Name, group => Open(group), StringComparer.Ordinal);

        WorkGroupPool Open(QueryLimits limits)
        {
            var folder = Path.Combine(temp, limits.Name.All(char.IsAsciiLetterOrDigit) ? limits.Name : Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(limits.Name)));
            return new WorkGroupPool(limits, new WorkerPool(limits.Concurrency, limits.QueueLength, limits.QueueTimeout, folder, number => new EngineSettings(
                limits.MemoryBytes / limits.Concurrency,
                limits.Threads,
                Path.Combine(folder, $"{number}"),
                TempBytes: 16L << 30,
                readableFolders,
                databases)));
        }
    }

    /// <summary>The group that a request runs in: its principal's, else the one it names. Groups that only Athena's API knows share the workers of <c>primary</c>.</summary>
    /// <exception cref="QueryException">The principal has another group, or there is no such group.</exception>
    public WorkGroupPool Of(QueryRequest request)
    {
        var (own, named) = (request.Principal.WorkGroup, request.WorkGroup);
        if (named is not null && !pools.ContainsKey(named) && !request.IsTranslated)
        {
            throw new QueryException(Problem.InvalidRequest, $"There is no work group '{named}'. There are {string.Join(", ", pools.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (own is not null && named is not null && named != own && pools.ContainsKey(named))
        {
            throw new QueryException(Problem.Forbidden, $"{request.Principal.Name} runs queries in the work group {own}, not in {named}.");
        }

        return pools.GetValueOrDefault(own ?? named ?? QueryLimits.Primary) ?? pools[QueryLimits.Primary];
    }

    public void Dispose()
    {
        foreach (var pool in pools.Values)
        {
            pool.Workers.Dispose();
        }
    }
}

/// <summary>A work group's limits and workers.</summary>
internal sealed record WorkGroupPool(QueryLimits Limits, WorkerPool Workers);
