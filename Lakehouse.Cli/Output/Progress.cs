using System.Diagnostics;
using System.Globalization;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Output;

/// <summary>Tells people on standard error what is going on, how far it has come and how long it will take. Nothing where standard error is no terminal.</summary>
internal sealed class Progress : IProgress<OperationProgress>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>For terminals that do not tell how wide they are.</summary>
    private const int UnknownWidth = 120;

    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private readonly Timer? timer;
    private readonly string what;
    private Func<OperationProgress>? present;
    private ProgressPace? pace;
    private bool ended;

    private Progress(string what, bool shown)
    {
        this.what = what;
        timer = shown ? new Timer(_ => Tick(), null, Interval, Interval) : null;
    }

    /// <summary>Begins.</summary>
    /// <param name="what">What is done, such as <c>Optimizing</c>.</param>
    /// <param name="asJson">Whether a machine reads the output, which wants no progress.</param>
    /// <param name="besideRows">Whether rows go to standard output meanwhile: on the same terminal they would be mixed up.</param>
    public static Progress Start(string what, bool asJson, bool besideRows = false) =>
        new(what, !asJson && !Console.IsErrorRedirected && (!besideRows || Console.IsOutputRedirected));

    /// <summary>How far it has come. Takes effect at once: <see cref="Progress{T}"/> would post it to a thread pool.</summary>
    public void Report(OperationProgress value)
    {
        lock (gate)
        {
            var begins = pace?.Step != value.Step;
            pace = begins ? new ProgressPace(value, elapsed.Elapsed) : pace! with { Present = value };
            if (begins && IsShown)
            {
                Show();
            }
        }
    }

    /// <summary>Whether people see it.</summary>
    public bool IsShown => timer is not null;

    /// <summary>Asks from now on how far it has come, whenever that is shown; never after the disposal.</summary>
    public void Follow(Func<OperationProgress> ask)
    {
        lock (gate)
        {
            present = ask;
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            if (timer is not null && !ended)
            {
                Console.Error.Write("\r\u001b[K");
            }

            ended = true;
        }
    }

    /// <summary>A line that is longer than the terminal is wide would not be overwritten by the next one.</summary>
    private static int Width() => Console.WindowWidth is > 1 and var width ? width - 1 : UnknownWidth;

    private void Tick()
    {
        lock (gate)
        {
            if (!ended && present is not null)
            {
                Report(present());
            }

            Show();
        }
    }

    private void Show()
    {
        lock (gate)
        {
            if (!ended)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{what}, {elapsed.Elapsed.TotalSeconds:0} s{(pace is null ? "" : $": {pace.Describe(elapsed.Elapsed)}")}");
                Console.Error.Write($"\r{line[..Math.Min(line.Length, Width())]}\u001b[K");
            }
        }
    }
}
