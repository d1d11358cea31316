namespace Lakehouse.Delta.Tests.Concurrency;

/// <summary>Stands for the end of the process: nothing in the library catches it.</summary>
internal sealed class SimulatedCrashException : Exception;
