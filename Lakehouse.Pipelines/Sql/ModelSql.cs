namespace Lakehouse.Pipelines.Sql;

/// <summary>What the parser says about a model's text.</summary>
/// <param name="Tables">Tables that the SELECT reads and that no CTE defines, in order of appearance.</param>
/// <param name="Faults">Why the text cannot be a model; empty when it can.</param>
internal sealed record ModelSql(IReadOnlyList<ModelTable> Tables, IReadOnlyList<ModelFault> Faults);

/// <summary>A table named in FROM or JOIN.</summary>
/// <param name="Database">What stands before the schema, or "".</param>
/// <param name="Schema">What stands before the name, or "".</param>
/// <param name="Name">The table's name.</param>
/// <param name="Location">Where it stands, in bytes of UTF-8 from the start.</param>
internal sealed record ModelTable(string Database, string Schema, string Name, ulong Location);

/// <summary>Something a model's text must not have.</summary>
/// <param name="Line">Line in the text, from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record ModelFault(int Line, string Message);
