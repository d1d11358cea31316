using System.Security.Cryptography;
using System.Text;

namespace Lakehouse.Ingestor.Source;

/// <summary>A table as the source's catalog describes it.</summary>
internal sealed record SourceTable
{
    /// <summary>Its name.</summary>
    public required TableName Name { get; init; }

    /// <summary><c>pg_class.oid</c>.</summary>
    public required uint Oid { get; init; }

    /// <summary>Its columns in order, without generated ones.</summary>
    public required IReadOnlyList<SourceColumn> Columns { get; init; }

    /// <summary>Columns of the primary key in the key's order; empty where there is none.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The relations that hold the rows: the table itself, or a partitioned table's leaves.</summary>
    public required IReadOnlyList<StoredRelation> Storage { get; init; }

    /// <summary>The planner's guess of the number of rows.</summary>
    public required long EstimatedRows { get; init; }

    /// <summary>Why its changes cannot be captured, or null.</summary>
    public string? CaptureRefusal { get; init; }

    /// <summary>Why it cannot be replicated, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>What to know about it: unlogged, generated columns.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Changes when a column's name, order or type does.</summary>
    public string Fingerprint => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Columns.Select(column => $"{column.Name}\t{column.PostgresType}\t{column.Type.Name}")))));
}

/// <summary>A relation with rows of its own.</summary>
/// <param name="Name">Its name: for a partition not the table's.</param>
/// <param name="Bytes">Size of its heap.</param>
/// <param name="Heap">It is a plain heap, which can be read by ranges of pages.</param>
internal sealed record StoredRelation(TableName Name, long Bytes, bool Heap);
