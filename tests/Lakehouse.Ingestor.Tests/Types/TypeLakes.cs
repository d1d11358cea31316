namespace Lakehouse.Ingestor.Tests.Types;

/// <summary>A source and a lake for each version of Postgres.</summary>
public sealed class TypeLakes : IAsyncLifetime
{
    private TypeLake[] lakes = [];

    /// <summary>The machine's own, which is what the other tests run on, and the newest; 0 stands for the first.</summary>
    public static IReadOnlyList<int> Majors { get; } = [0, 18];

    internal TypeLake Of(int major) => lakes[Majors.ToList().IndexOf(major)];

    public async ValueTask InitializeAsync() => lakes = await Task.WhenAll(Majors.Select(major => TypeLake.StartAsync(major)));

    public async ValueTask DisposeAsync()
    {
        foreach (var lake in lakes)
        {
            await lake.DisposeAsync();
        }
    }
}
