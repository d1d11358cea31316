using Lakehouse.Ingestor.Columns;

namespace Lakehouse.Ingestor.Source;

/// <summary>A column of a source table.</summary>
/// <param name="Name">As Postgres has it, without quotes.</param>
/// <param name="PostgresType">As <c>format_type</c> writes it: <c>numeric(2,1)</c>.</param>
/// <param name="Type">How it is stored.</param>
internal sealed record SourceColumn(string Name, string PostgresType, ColumnType Type);
