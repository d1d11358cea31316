namespace Lakehouse.Delta;

/// <summary>Progress of an application, committed together with data: the <c>txn</c> action.</summary>
/// <param name="AppId">Name of the application's stream.</param>
/// <param name="Version">How far it has come; grows.</param>
public sealed record AppTransaction(string AppId, long Version) : LogAction
{
    /// <summary>Time of the commit, milliseconds since 1970, or null.</summary>
    public long? LastUpdatedMs { get; init; }
}

/// <summary>A named configuration string; <paramref name="Removed"/> is its tombstone.</summary>
/// <param name="Domain">Name; <c>delta.</c> names belong to table features.</param>
/// <param name="Configuration">The text.</param>
/// <param name="Removed">Whether the domain left the table.</param>
public sealed record DomainMetadata(string Domain, string Configuration, bool Removed) : LogAction;

/// <summary>A file with the row changes of one commit: the <c>cdc</c> action.</summary>
/// <param name="Path">As in <see cref="AddFile"/>.</param>
/// <param name="PartitionValues">As in <see cref="AddFile"/>.</param>
/// <param name="Size">Length in bytes.</param>
public sealed record ChangeDataFile(string Path, IReadOnlyDictionary<string, string?> PartitionValues, long Size) : LogAction;

/// <summary>A file of a v2 checkpoint that holds file actions.</summary>
/// <param name="Path">File name in <c>_delta_log/_sidecars/</c>.</param>
/// <param name="Size">Length in bytes.</param>
internal sealed record Sidecar(string Path, long Size) : LogAction
{
    /// <summary>Creation of the file, milliseconds since 1970; only written.</summary>
    public long ModificationTimeMs { get; init; }
}

/// <summary>The action that marks a v2 checkpoint.</summary>
/// <param name="Version">The version it holds.</param>
internal sealed record CheckpointMetadata(long Version) : LogAction;
