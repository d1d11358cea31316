using System.Security.Cryptography;
using System.Text;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Transformer.Curating;

/// <summary>The versions of the tables that a model is computed from.</summary>
/// <param name="Model">The model.</param>
/// <param name="Snapshots">One for each table it reads.</param>
internal sealed record ModelInputs(Model Model, IReadOnlyDictionary<TableReference, Snapshot> Snapshots)
{
    /// <summary>
    /// Grows with every new version of any input: it is the version of the transaction that goes into the model's commit.
    /// The sum tells old from new without a list: versions only grow, so an equal sum means equal versions.
    /// </summary>
    public long Progress => Snapshots.Values.Sum(snapshot => snapshot.Version);

    /// <summary>
    /// Identifier of that transaction. It changes with the SQL and with the identity of an input table, so that an edited model,
    /// or an input that was dropped and made again, is computed anew.
    /// </summary>
    public string AppId(string pipeline)
    {
        var text = new StringBuilder(Model.Sql);
        foreach (var (table, snapshot) in Snapshots.OrderBy(input => input.Key.ToString(), StringComparer.Ordinal))
        {
            text.Append('\n').Append(table).Append(' ').Append(snapshot.Metadata.Id);
        }

        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
        return $"curated/{pipeline}/{Model.Name}/{fingerprint}";
    }

    /// <summary>Whether all tables keep a change data feed, which says at once when no row changed.</summary>
    public bool KeepChanges => Snapshots.Values.All(snapshot => snapshot.Metadata.IsOn("delta.enableChangeDataFeed"));

    /// <summary>Some of them, for a SELECT that reads no others.</summary>
    public ModelInputs Only(IReadOnlySet<TableReference> tables) => this with { Snapshots = Snapshots.Where(input => tables.Contains(input.Key)).ToDictionary() };

    /// <summary>A version's columns with DuckDB's names of their types.</summary>
    public static IReadOnlyList<ModelColumn> Columns(Snapshot snapshot) => [.. snapshot.Schema.Fields.Select(field => new ModelColumn(field.Name, DuckTypes.Of(field.Type)))];

    /// <summary>The versions by table name, for people: <c>staged.movies</c> → 4.</summary>
    public IReadOnlyDictionary<string, long> Versions => Snapshots.ToDictionary(input => input.Key.ToString(), input => input.Value.Version);
}
