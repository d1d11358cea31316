namespace Lakehouse.Storage;

/// <summary>One object of a store, as a listing shows it.</summary>
/// <param name="Path">Path relative to the store's root, with '/' between segments, not percent-encoded.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="LastModified">Time of the last write, UTC, in the store's own resolution.</param>
public readonly record struct ObjectInfo(string Path, long Size, DateTimeOffset LastModified);
