using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Curating;

/// <summary>The aggregates of one SELECT of a model, in a table of the engines' database.</summary>
/// <param name="Name">The table with its schema, as SQL names it.</param>
/// <param name="Database">The database: without it, or with another one in its place, the table is gone.</param>
/// <param name="Input">The version of the model's input whose rows were aggregated.</param>
/// <param name="Groups">Rows of the table.</param>
internal sealed record KeptTable(string Name, DuckDbEngine Database, Snapshot Input, long Groups);
