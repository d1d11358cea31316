using CsCheck;

namespace Lakehouse.Tests;

/// <summary>
/// Examples drawn at random: others with each run on a developer's machine, the same with each run of continuous integration (where the variable <c>CI</c> is set),
/// so that what fails there fails because of a change and not of a draw.
/// </summary>
internal static class RepeatableSamples
{
    private const uint Stream = 1;

    /// <summary>Checks examples one after the other.</summary>
    /// <param name="examples">Draws them.</param>
    /// <param name="check">Fails where one is not as it should be.</param>
    /// <param name="iter">How many.</param>
    /// <param name="print">How one is shown that failed.</param>
    public static async Task SampleRepeatablyAsync<T>(this Gen<T> examples, Func<T, Task> check, int iter, Func<T, string>? print = null)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            await examples.SampleAsync(check, iter: iter, threads: 1, print: print!);
            return;
        }

        for (var example = 0; example < iter; example++)
        {
            await examples.SampleAsync(check, seed: new PCG(Stream, (ulong)example).ToString(), iter: 1, threads: 1, print: print!);
        }
    }
}
