namespace Lakehouse.Storage;

/// <summary>
/// Objects under one root, addressed by relative paths. Writes are all or nothing: a reader sees a whole object or none.
/// </summary>
/// <remarks>
/// Open one with <see cref="ObjectStores.Open(Uri)"/>. Instances hold no open handles and are safe for concurrent use.
/// </remarks>
public abstract class ObjectStore
{
    /// <summary>Creates a store.</summary>
    /// <param name="root">Absolute URI of the root, ending in '/'.</param>
    protected ObjectStore(Uri root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/");
    }

    /// <summary>Absolute URI of the root, ending in '/': <c>file:///lake/staged/</c> or <c>s3://bucket/prefix/</c>.</summary>
    public Uri Root { get; }

    /// <summary>A store whose root is <paramref name="path"/> below this one; nothing is created.</summary>
    public abstract ObjectStore At(string path);

    /// <summary>Size and time of one object, or null when there is none.</summary>
    public abstract Task<ObjectInfo?> HeadAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// The objects whose path starts with <paramref name="prefix"/>, recursively, in ascending ordinal order of their paths.
    /// Unfinished writes are never listed.
    /// </summary>
    /// <param name="prefix">Path prefix; "" lists everything. It need not end at a segment border.</param>
    /// <param name="startAfter">Only paths that sort after this one, or null.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public abstract IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken);

    /// <summary>Reads a whole small object.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public abstract Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>Opens an object for sequential and random reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public abstract Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>Copies an object into a local file.</summary>
    /// <param name="path">Path of the object.</param>
    /// <param name="localFile">A file that is not there yet; after a failure there may be a part of it.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public virtual async Task GetFileAsync(string path, string localFile, CancellationToken cancellationToken)
    {
        await using var source = await OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        await using var target = new FileStream(localFile, FileMode.CreateNew);
        await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes an object, durably, unless one is there already: the primitive that Delta commits rest on.</summary>
    /// <returns>False when the path was taken (the object is unchanged).</returns>
    public abstract Task<bool> PutIfAbsentAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes or replaces an object, durably.</summary>
    public abstract Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a finished local file an object, durably and all at once, replacing any object of that path. The local file is
    /// consumed: it is moved or, after the copy, deleted.
    /// </summary>
    /// <param name="path">Path of the object.</param>
    /// <param name="localFile">A closed file, best in <see cref="CreateUploadFile"/>'s folder.</param>
    /// <param name="cancellationToken">Stops the upload; no partial object remains.</param>
    public abstract Task PutFileAsync(string path, string localFile, CancellationToken cancellationToken);

    /// <summary>
    /// A path for a new local file that <see cref="PutFileAsync"/> can publish cheaply: on a local store it lies on the same
    /// volume, in a hidden folder that listings skip.
    /// </summary>
    public abstract string CreateUploadFile(string extension);

    /// <summary>Deletes an object; no error when there is none.</summary>
    public abstract Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="EnginePath"/> names local files: of a remote store, copies that whoever opened it keeps.</summary>
    public virtual bool NamesLocalFiles => Root.IsFile;

    /// <summary>How DuckDB and other engines name the object: an absolute local path, or an <c>s3://</c> URI.</summary>
    public abstract string EnginePath(string path);
}
