using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>How DuckDB reads a snapshot.</summary>
/// <remarks>
/// The SQL holds all that is needed: files, partition values and deleted rows. It can run on any DuckDB connection whose time
/// zone is UTC, as that of <see cref="DuckDbEngine"/> is.
/// </remarks>
public sealed class DeltaScan
{
    private readonly Snapshot snapshot;
    private IReadOnlyList<StructField> columns = [];

    /// <summary>The files, if one of them has deleted rows.</summary>
    private List<ScanFile> withDeleted = [];

    private DeltaScan(Snapshot snapshot, string sql, IReadOnlyList<string> enginePaths)
    {
        this.snapshot = snapshot;
        FilesSkipped = snapshot.Files.Count - enginePaths.Count;
        Sql = sql;
        EnginePaths = enginePaths;
    }

    /// <summary>
    /// A SELECT in parentheses: <c>SELECT … FROM {Sql} AS t</c>. Its columns are the table's, in the schema's order and of its types;
    /// an empty table gives no rows.
    /// </summary>
    public string Sql { get; }

    /// <summary>The data files it reads, as DuckDB names them: for an allow-list.</summary>
    public IReadOnlyList<string> EnginePaths { get; }

    /// <summary>Files of the snapshot that are not read, because they hold no row that is asked for.</summary>
    public int FilesSkipped { get; }

    /// <summary>
    /// The rows for which a condition holds, as a SELECT in parentheses like <see cref="Sql"/>. Where the table has deletion vectors and few rows
    /// fulfil the condition, this is cheaper than a WHERE around the scan, which looks every row that it reads up among the deleted ones.
    /// </summary>
    /// <param name="alias">What the condition calls the table.</param>
    /// <param name="condition">DuckDB SQL. It is asked of deleted rows too, so it must not fail for any value.</param>
    public string Where(string alias, string condition) => withDeleted.Count == 0
        ? $"(SELECT * FROM {Sql} AS {alias} WHERE {condition})"
        : $"(SELECT {string.Join(", ", columns.Select(column => Engine.Sql.Name(column.Name)))} FROM (SELECT * FROM {SqlWithDeleted} AS {alias} WHERE {condition}) AS found{StillThere("found")})";

    /// <summary>What follows FROM for the rows that match those of another relation, with row addresses; it may end in a WHERE.</summary>
    /// <param name="alias">What the condition calls the table.</param>
    /// <param name="other">The other relation.</param>
    /// <param name="condition">DuckDB SQL that holds for rows that match.</param>
    internal string Join(string alias, string other, string condition) => withDeleted.Count == 0
        ? $"{Sql} AS {alias} JOIN {other} ON {condition}"
        : $"{SqlWithDeleted} AS {alias} JOIN {other} ON {condition}{StillThere(alias)}";

    private string SqlWithDeleted => Union(new ScanSelect(snapshot, columns, withRowAddress: true).Branches(withDeleted.Select(file => file with { Deleted = null })));

    private string DeletedRows =>
        $"(SELECT f AS __deleted_file, r AS __deleted_row FROM ({RowSet.Sql(withDeleted.Where(file => file.Deleted is not null).Select(file => (file.Number, file.Deleted!)), "BIGINT")}))";

    /// <summary>Not an ANTI JOIN, which DuckDB's optimizer moves below the joins before it, to where all rows are.</summary>
    private string StillThere(string alias) =>
        $" LEFT JOIN {DeletedRows} AS deleted ON deleted.__deleted_file = {alias}.{RowAddress.File} AND deleted.__deleted_row = {alias}.{RowAddress.Row} WHERE deleted.__deleted_row IS NULL";

    /// <summary>Says which table, version and file was in the way when DuckDB could not run <see cref="Sql"/>.</summary>
    /// <returns>
    /// A <see cref="MissingFileException"/>, <see cref="CorruptDataException"/> or <see cref="SchemaMismatchException"/> about a data file of this
    /// scan; null when the error has another cause, such as the query around it.
    /// </returns>
    public DeltaException? Explain(DuckDBException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ScanError.Explain(snapshot, EnginePaths, error);
    }

    /// <summary>Plans the scan of a snapshot.</summary>
    /// <exception cref="CorruptDataException">A deletion vector is damaged.</exception>
    /// <exception cref="MissingFileException">A deletion vector's file is missing.</exception>
    /// <exception cref="UnsupportedFeatureException">A column has a type that DuckDB lacks.</exception>
    public static Task<DeltaScan> PlanAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return PlanAsync(snapshot, NumberedFile.All(snapshot), withRowAddress: false, cancellationToken);
    }

    /// <summary>Plans the scan of what is asked for of a snapshot.</summary>
    /// <exception cref="InvalidPredicateException">The predicate is not one SQL condition.</exception>
    /// <exception cref="SchemaMismatchException">The table has no such column.</exception>
    /// <exception cref="DeltaException">The files cannot be read.</exception>
    public static async Task<DeltaScan> PlanAsync(Snapshot snapshot, ScanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        var files = await FileSelection.SelectAsync(snapshot, options.Predicate, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(snapshot, files, Fields(snapshot, options.Columns), withRowAddress: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The files of a snapshot that, by their partition values and statistics, may hold rows for which a condition is true: see
    /// <see cref="ScanOptions.Predicate"/>. No data file is opened.
    /// </summary>
    /// <exception cref="InvalidPredicateException">The predicate is not one SQL condition.</exception>
    public static async Task<IReadOnlyList<AddFile>> SelectFilesAsync(Snapshot snapshot, string predicate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return [.. (await FileSelection.SelectAsync(snapshot, predicate, cancellationToken).ConfigureAwait(false)).Select(file => file.File)];
    }

    /// <summary>Plans the scan of some files of a snapshot.</summary>
    /// <exception cref="DeltaException">The files cannot be read.</exception>
    public static Task<DeltaScan> PlanAsync(Snapshot snapshot, IEnumerable<AddFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(files);
        return PlanAsync(snapshot, [.. files.Select((file, number) => new NumberedFile(file, number))], withRowAddress: false, cancellationToken);
    }

    /// <summary>Plans the scan of some files of a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="files">Files of it, with the numbers that <see cref="RowAddress.File"/> shall show.</param>
    /// <param name="withRowAddress">Whether to add the columns <see cref="RowAddress.File"/> and <see cref="RowAddress.Row"/>, and those of <see cref="RowIds"/> where the table keeps them.</param>
    /// <param name="cancellationToken">Stops the reading of deletion vectors.</param>
    internal static Task<DeltaScan> PlanAsync(Snapshot snapshot, IReadOnlyList<NumberedFile> files, bool withRowAddress, CancellationToken cancellationToken) =>
        PlanAsync(snapshot, files, withRowAddress ? [.. snapshot.Schema.Fields, .. RowIds.Columns(snapshot)] : snapshot.Schema.Fields, withRowAddress, cancellationToken);

    private static async Task<DeltaScan> PlanAsync(Snapshot snapshot, IReadOnlyList<NumberedFile> files, IReadOnlyList<StructField> fields, bool withRowAddress, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return new DeltaScan(snapshot, EmptyScan.Sql(new StructType(fields), withRowAddress), []);
        }

        string[] paths = [.. files.Select(file => DataFiles.EnginePath(snapshot, file.File.Path))];
        await DataFiles.FetchAsync(snapshot, files.Select(file => (file.File.Path, (long?)file.File.Size)), cancellationToken).ConfigureAwait(false);
        var names = FieldNames.Needed(snapshot) ? await FieldNames.ReadAsync(paths, cancellationToken).ConfigureAwait(false) : null;
        var plainVariants = await PlainVariants.FindAsync(snapshot, paths, cancellationToken).ConfigureAwait(false);
        var scanned = new List<ScanFile>(files.Count);
        foreach (var (file, path) in files.Zip(paths))
        {
            cancellationToken.ThrowIfCancellationRequested();
            scanned.Add(new ScanFile(
                path,
                file.Number,
                PartitionTexts(snapshot, file.File.PartitionValues),
                file.File.DeletionVector is { } vector ? await DeletionVectorReader.ReadAsync(snapshot, vector, cancellationToken).ConfigureAwait(false) : null)
            {
                EstimatedRows = ScanFile.Estimate(file.File),
                BaseRowId = file.File.BaseRowId,
                DefaultRowCommitVersion = file.File.DefaultRowCommitVersion,
                FieldNames = names?[path],
                PlainVariants = plainVariants.Contains(path),
            });
        }

        var select = new ScanSelect(snapshot, fields, withRowAddress);
        return new DeltaScan(snapshot, Union(select.Branches(scanned)), paths)
        {
            columns = fields,
            withDeleted = scanned.Exists(file => file.Deleted is not null) ? scanned : [],
        };
    }

    private static string Union(IEnumerable<string> selects) => $"({string.Join(" UNION ALL ", selects)})";

    private static IReadOnlyList<StructField> Fields(Snapshot snapshot, IReadOnlyList<string>? columns) => columns is null
        ? snapshot.Schema.Fields
        : [.. columns.Select(column => snapshot.Schema.Find(column)
            ?? throw new SchemaMismatchException($"The table has no column '{column}'. Its columns: {string.Join(", ", snapshot.Schema.Fields.Select(field => field.Name))}.", snapshot.Location, snapshot.Version))];

    /// <summary>A file's partition values in the order of the partition columns.</summary>
    internal static string?[] PartitionTexts(Snapshot snapshot, IReadOnlyDictionary<string, string?> values) =>
        [.. snapshot.Metadata.PartitionColumns.Select(column => values.GetValueOrDefault(snapshot.Schema.Find(column)?.PhysicalName ?? column))];
}
