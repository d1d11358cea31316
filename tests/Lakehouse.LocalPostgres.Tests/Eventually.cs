namespace Lakehouse.LocalPostgres.Tests;

/// <summary>Waits for what another process will do, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(3);

    public static async Task<int> NotNullAsync(Func<int?> value)
    {
        await TrueAsync(() => value() is not null);
        return value()!.Value;
    }

    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += TimeSpan.FromMilliseconds(20))
        {
            Assert.True(waited < _deadline, $"Not within {_deadline}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
