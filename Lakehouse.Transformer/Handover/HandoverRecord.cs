using System.Text.Json;
using Lakehouse.Storage;

namespace Lakehouse.Transformer.Handover;

/// <summary>
/// The last execution that work was handed over to, as <c>{quality}/{pipeline}/handover.json</c>. It is written before the execution is
/// started: a service that starts anew, or another one, finds it and follows the same execution instead of starting a second.
/// </summary>
/// <param name="Fingerprint">Of the work.</param>
/// <param name="Attempt">How often this work was handed over before.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Failures">Failed executions since the last good one.</param>
/// <param name="Changed">When the state was written.</param>
internal sealed record HandoverRecord(string Fingerprint, int Attempt, string State, int Failures, DateTimeOffset Changed)
{
    /// <summary>The execution's input. It is kept, for a request that is repeated with another one would be refused although the execution runs.</summary>
    public string Input { get; init; } = ExecutionInput.Default;

    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    private const string File = "handover.json";

    /// <summary>Name of the execution: it follows from the work, so a request that is repeated starts nothing twice.</summary>
    public string ExecutionName => $"transformer-{Fingerprint}-{Attempt}";

    /// <param name="store">The pipeline's folder in the quality zone.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public static async Task<HandoverRecord?> ReadAsync(ObjectStore store, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<HandoverRecord>(await store.ReadAsync(File, cancellationToken), JsonSerializerOptions.Web);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"Cannot tell whether an execution runs: {store.Root}{File} is damaged ({damaged.Message}). Look for a running execution, then delete the file.", damaged);
        }
    }

    /// <summary>The record of the next execution for some work.</summary>
    public static HandoverRecord Next(HandoverRecord? last, PendingWork work, string input) =>
        new(work.Fingerprint, last?.Fingerprint == work.Fingerprint ? last.Attempt + 1 : 0, Running, last?.Failures ?? 0, DateTimeOffset.UtcNow) { Input = input };

    public Task WriteAsync(ObjectStore store, CancellationToken cancellationToken) =>
        store.PutAsync(File, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web), cancellationToken);
}
