using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>What all rows of a file have in common: partition values and the file's number. Literals where all files agree, else a join by file.</summary>
internal sealed class FileConstants
{
    private readonly IReadOnlyList<ScanFile> files;
    private readonly IReadOnlyList<StructField> partitionFields;
    private readonly bool sameValues;

    /// <param name="files">The files, in the order of the read_parquet.</param>
    /// <param name="partitionFields">The partition columns.</param>
    /// <param name="withNumber">Whether <see cref="FileNumber"/> is asked for.</param>
    /// <param name="withRowIds">Whether <see cref="BaseRowId"/> and <see cref="RowCommitVersion"/> are asked for.</param>
    public FileConstants(IReadOnlyList<ScanFile> files, IReadOnlyList<StructField> partitionFields, bool withNumber, bool withRowIds)
    {
        this.files = files;
        this.partitionFields = partitionFields;
        sameValues = partitionFields.Count == 0 || files.All(file => file.PartitionKey == files[0].PartitionKey);
        var inOrder = files.Select((file, position) => file.Number - position).Distinct().Count() == 1;
        FileNumber = inOrder ? $"data.file_index::BIGINT + {files[0].Number}" : "files.n";

        // DuckDB counts the files of each read_parquet from 0; the plan has numbers of its own.
        var columns = new List<string>();
        if (!sameValues)
        {
            columns.AddRange(partitionFields.Select((field, i) => $"{PartitionValue.Parse($"unnest({TextList.Sql([.. files.Select(file => PartitionValue.Zoned(file.PartitionValues[i], field.Type) ?? "")])})", field.Type)} AS p{i}"));
        }

        if (withNumber && !inOrder)
        {
            columns.Add($"{Numbers(files.Select(file => (long?)file.Number))} AS n");
        }

        if (withRowIds)
        {
            columns.Add($"{Numbers(files.Select(file => file.BaseRowId))} AS b");
            columns.Add($"{Numbers(files.Select(file => file.DefaultRowCommitVersion))} AS v");
        }

        Join = columns.Count == 0 ? "" : $" JOIN (SELECT unnest(range({files.Count}))::UBIGINT AS f, {string.Join(", ", columns)}) AS files ON files.f = data.file_index";
    }

    /// <summary>The number that row addresses give the file of a row.</summary>
    public string FileNumber { get; }

    /// <summary>The id of the first row of a row's file.</summary>
    public const string BaseRowId = "files.b";

    /// <summary>The version in which a row's file was added.</summary>
    public const string RowCommitVersion = "files.v";

    /// <summary>What comes after the read_parquet, whose alias is <c>data</c>.</summary>
    public string Join { get; }

    /// <summary>The value of a partition column.</summary>
    public string Value(int partition) => sameValues ? PartitionValue.ToSql(files[0].PartitionValues[partition], partitionFields[partition].Type) : $"files.p{partition}";

    private static string Numbers(IEnumerable<long?> numbers) =>
        $"unnest(string_split('{string.Join(',', numbers.Select(number => number?.ToString(CultureInfo.InvariantCulture) ?? "-1"))}', ',')::BIGINT[])";
}
