using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Copying;

/// <summary>Where a table's rows go.</summary>
/// <param name="Table">The table.</param>
/// <param name="Store">Its folder.</param>
/// <param name="Schema">Its files' columns.</param>
/// <param name="Constants">What is the same in all rows of this load.</param>
/// <param name="Files">Numbers and publishes files.</param>
/// <param name="Progress">Is told of rows and files.</param>
/// <param name="LargeValues">One COPY at a time may hold large values, see <see cref="LargeValueTurn"/>.</param>
/// <param name="Limits">Sizes.</param>
internal sealed record RangeCopyTarget(
    TableName Table, ObjectStore Store, RawSchema Schema, LoadConstants Constants, RawFileSequence Files, TableProgress Progress, SemaphoreSlim LargeValues, LoadOptions Limits);
