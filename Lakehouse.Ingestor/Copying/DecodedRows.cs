using Lakehouse.Ingestor.Columns;

namespace Lakehouse.Ingestor.Copying;

/// <summary>The rows of one row group.</summary>
/// <param name="Columns">Their values.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Bytes">Bytes of the values as Postgres sent them.</param>
internal sealed record DecodedRows(ColumnBuffer[] Columns, int Rows, long Bytes);
