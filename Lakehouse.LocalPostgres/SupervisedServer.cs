using System.Diagnostics;

namespace Lakehouse.LocalPostgres;

/// <summary>
/// The server process, below a shell that stops it as soon as the pipe from this process ends. The pipe ends however this process ends,
/// <c>kill -9</c> included. (PR_SET_PDEATHSIG would fire when the <em>thread</em> that started the server ends, which .NET's pool does at will,
/// and macOS lacks it.)
/// </summary>
internal sealed class SupervisedServer : IAsyncDisposable
{
    private const int KeptLines = 20;

    // SIGINT is Postgres' fast shutdown: clients are disconnected, a checkpoint is written. A server that ignores it gets SIGQUIT.
    // `wait` ends early when a signal for the whole process group (Ctrl+C) arrives, hence the loop.
    private const string Supervise = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        {
          while read -r _; do :; done <&3
          kill -INT "$server"
          seconds=0
          while [ "$seconds" -lt 15 ] && kill -0 "$server"; do sleep 1; seconds=$((seconds + 1)); done
          kill -QUIT "$server"
        } >/dev/null 2>&1 &
        watch=$!
        trap : INT TERM HUP
        code=0
        while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
        kill -9 "$watch" 2>/dev/null
        exit "$code"
        """;

    private readonly Process _shell;
    private readonly Queue<string> _lastLines = new();
    private readonly Action<string> _log;

    private SupervisedServer(Process shell, Action<string> log)
    {
        _shell = shell;
        _log = log;
    }

    /// <summary>The newest lines of the server's log, for errors.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join(Environment.NewLine, _lastLines);
            }
        }
    }

    public bool HasExited => _shell.HasExited;

    public static SupervisedServer Start(IEnumerable<string> command, Action<string> log)
    {
        var start = new ProcessStartInfo("sh", ["-c", Supervise, "lakehouse-postgres", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable); // PGDATA, PGPORT and the like are meant for another server.
        }

        var server = new SupervisedServer(new Process { StartInfo = start }, log);
        server._shell.OutputDataReceived += (_, line) => server.Received(line.Data);
        server._shell.ErrorDataReceived += (_, line) => server.Received(line.Data);
        server._shell.Start();
        server._shell.BeginOutputReadLine();
        server._shell.BeginErrorReadLine();
        return server;
    }

    /// <summary>Ends when the server has, for whatever reason; the result is its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _shell.WaitForExitAsync(cancellationToken);
        return _shell.ExitCode;
    }

    /// <summary>Stops the server and returns when it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Received(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }

        _log(line);
    }
}
