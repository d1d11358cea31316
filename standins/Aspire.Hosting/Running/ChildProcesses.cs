namespace Aspire.Hosting.Running;

/// <summary>Every child of this host.</summary>
internal sealed class ChildProcesses(RunFolder folder, StopPatience patience) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChildProcess, RecordedChild> _running = [];
    private readonly ProcessIdentity _host = ProcessIdentity.Of(Environment.ProcessId)!;
    private Guardian? _guardian;
    private bool _isOver;

    public ChildProcess Start(ChildStart start, Action<string> output)
    {
        if (!Directory.Exists(start.WorkingDirectory))
        {
            throw new DistributedApplicationException($"The working directory '{start.WorkingDirectory}' of '{start.Resource}' does not exist.");
        }

        ChildProcess child;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            _guardian ??= Guardian.Start(folder.FileOf(_host), patience);
            child = ChildProcess.Start(start, RunRecord.Marker(_host), patience, output);
            if (ProcessIdentity.Of(child.Id) is { } identity)
            {
                _running[child] = new(start.Resource, identity);
                _guardian?.Watch(child.Id);
                Write();
            }
        }

        _ = ForgetAsync(child);
        return child;
    }

    /// <summary>Ends every child at once.</summary>
    public void KillAll()
    {
        lock (_lock)
        {
            foreach (var child in _running.Keys)
            {
                child.Kill();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                KillAll();
                _running.Clear(); // who ends from now on must not bring the record back
                _isOver = true;
                _guardian?.Dispose();
                File.Delete(folder.FileOf(_host));
            }
        }
    }

    private async Task ForgetAsync(ChildProcess child)
    {
        await child.Exited.ConfigureAwait(false);
        if (ProcessGroup.IsRunning(child.Id))
        {
            await child.StopAsync().ConfigureAwait(false); // what it started and left
        }

        lock (_lock)
        {
            if (_running.Remove(child))
            {
                _guardian?.Forget(child.Id);
                Write();
            }
        }
    }

    private void Write() => new RunRecord(_host, [.. _running.Values]).Write(folder.FileOf(_host));
}
