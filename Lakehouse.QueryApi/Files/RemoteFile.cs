using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Files;

/// <summary>A data file that is not on this machine. It never changes.</summary>
/// <param name="Store">Where it is.</param>
/// <param name="Path">Its path there.</param>
/// <param name="Size">Its length in bytes, as the log or the listing has it.</param>
/// <param name="LocalPath">Where its copy is, once it is there.</param>
internal sealed record RemoteFile(ObjectStore Store, string Path, long Size, string LocalPath);
