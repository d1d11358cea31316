namespace Lakehouse.Delta.Engine;

/// <summary>Something that each row of a table must keep.</summary>
/// <param name="Name">What people call it, such as the constraint's name or <c>NOT NULL id</c>.</param>
/// <param name="Expression">The rule as the table has it.</param>
/// <param name="Sql">DuckDB's expression; anything but true breaks the rule.</param>
internal sealed record RowRule(string Name, string Expression, string Sql);
