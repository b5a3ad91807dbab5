// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>Watches the memory of those of a command's processes that run given programs.</summary>
/// <param name="programs">The file names of the programs that count.</param>
internal sealed class MemoryWatch(IReadOnlyList<string> programs) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task<long> _peak = Task.FromResult(0L);

    /// <summary>Watches a process and all below it from now on.</summary>
    public void Start(int process) => _peak = Task.Run(() => WatchAsync(process));

    /// <summary>The largest sum of proportional set sizes that was seen, in bytes.</summary>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        return await _peak;
    }

    public void Dispose() => _stop.Dispose();

    private async Task<long> WatchAsync(int root)
    {
        var peak = 0L;
        while (!_stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, ProcessTree.Of(root).Where(process => ProcessTree.ProgramOf(process) is { } program && programs.Contains(program)).Sum(ProcessTree.MemoryOf));
            await Task.Delay(Interval, CancellationToken.None);
        }
        return peak;
    }
}
