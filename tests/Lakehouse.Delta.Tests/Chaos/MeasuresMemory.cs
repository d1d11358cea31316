namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>Tests that count what the process allocates: no other test runs beside them.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
