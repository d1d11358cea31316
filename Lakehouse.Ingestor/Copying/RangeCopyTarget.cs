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
/// <param name="Publish">Gives a complete file its name.</param>
/// <param name="Progress">Is told of rows.</param>
/// <param name="LargeValues">One COPY at a time may hold large values, see <see cref="LargeValueTurn"/>.</param>
/// <param name="Limits">Sizes.</param>
internal sealed record RangeCopyTarget(
    TableName Table, ObjectStore Store, RawSchema Schema, LoadConstants Constants, Func<IUnpublishedFile, CancellationToken, Task> Publish, TableProgress Progress, SemaphoreSlim LargeValues, LoadOptions Limits);
