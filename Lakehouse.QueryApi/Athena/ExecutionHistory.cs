using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Athena;

/// <summary>
/// The executions that are remembered: the latest ones in memory, and those that are over also in the lake, where a service that was
/// started anew finds them. One that was running when its service died is not found again.
/// </summary>
internal sealed class ExecutionHistory(AthenaOptions options)
{
    private readonly ObjectStore store = ObjectStores.Open(options.Folder);
    private readonly ConcurrentDictionary<string, Execution> executions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    /// <summary>The executions in memory, the latest first.</summary>
    public IEnumerable<Execution> Latest => executions.Values.OrderByDescending(execution => execution.Submitted).ThenBy(execution => execution.Id, StringComparer.Ordinal);

    /// <summary>Executions that wait or run.</summary>
    public int Active => executions.Values.Count(execution => !execution.IsOver);

    /// <summary>Adds an execution, or gives the one that the same token began.</summary>
    public Execution Add(Execution execution)
    {
        if (execution.RequestToken is { } token && tokens.GetOrAdd(token, execution.Id) is var id && id != execution.Id && executions.TryGetValue(id, out var same))
        {
            return same.Query == execution.Query && same.WorkGroup == execution.WorkGroup && same.Database == execution.Database && same.Parameters.SequenceEqual(execution.Parameters)
                ? same
                : throw AthenaException.Invalid("Idempotent parameters do not match");
        }

        executions[execution.Id] = execution;
        order.Enqueue(execution.Id);
        Forget();
        return execution;
    }

    /// <summary>Replaces an execution by what it has become; one that is over stays as it is.</summary>
    public bool TryChange(string id, Func<Execution, Execution> change, [NotNullWhen(true)] out Execution? changed)
    {
        while (executions.TryGetValue(id, out var current))
        {
            if (current.IsOver)
            {
                changed = current;
                return false;
            }

            changed = change(current);
            if (executions.TryUpdate(id, changed, current))
            {
                return true;
            }
        }

        changed = null;
        return false;
    }

    /// <summary>Keeps an execution that is over.</summary>
    public Task SaveAsync(Execution execution, CancellationToken cancellationToken) =>
        store.PutAsync(Path(execution.Id), JsonSerializer.SerializeToUtf8Bytes(execution), cancellationToken);

    /// <exception cref="AthenaException">There is no such execution.</exception>
    public async Task<Execution> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (executions.TryGetValue(id, out var known))
        {
            return known;
        }

        if (!Guid.TryParseExact(id, "D", out _) || await store.HeadAsync(Path(id), cancellationToken) is null)
        {
            throw AthenaException.Invalid($"QueryExecution {id} was not found");
        }

        return JsonSerializer.Deserialize<Execution>(await store.ReadAsync(Path(id), cancellationToken))!;
    }

    /// <summary>Remembers what an earlier service has kept, the latest ones.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        const int Most = 500;
        var kept = new List<ObjectInfo>();
        await foreach (var item in store.ListAsync("executions/", null, cancellationToken))
        {
            kept.Add(item);
        }

        foreach (var item in kept.OrderByDescending(item => item.LastModified).Take(Most).Reverse())
        {
            var execution = JsonSerializer.Deserialize<Execution>(await store.ReadAsync(item.Path, cancellationToken))!;
            if (executions.TryAdd(execution.Id, execution))
            {
                order.Enqueue(execution.Id);
                if (execution.RequestToken is { } token)
                {
                    tokens.TryAdd(token, execution.Id);
                }
            }
        }
    }

    private static string Path(string id) => $"executions/{id}.json";

    private void Forget()
    {
        while (order.Count > options.MaxExecutions && order.TryDequeue(out var oldest))
        {
            if (executions.TryGetValue(oldest, out var execution) && !execution.IsOver)
            {
                // It still runs: it comes round again.
                order.Enqueue(oldest);
                return;
            }

            executions.TryRemove(oldest, out _);
            if (execution?.RequestToken is { } token)
            {
                tokens.TryRemove(token, out _);
            }
        }
    }
}
