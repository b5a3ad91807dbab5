// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What became of a container by hand: as it is, and as it is written down as soon as the disk has room for it.</summary>
/// <param name="services">Where it is written.</param>
/// <param name="id">Whose it is.</param>
/// <param name="turn">Held by whoever writes.</param>
/// <param name="warn">Told, a sentence, that there is no room.</param>
internal sealed class WrittenFate(SupervisorServices services, string id, Turn turn, Action<string> warn) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private bool _isLate;

    internal ContainerFate Value { get; private set; } = services.Catalog.ReadFate(id);

    /// <summary>Writes it down, before what it says is done.</summary>
    /// <exception cref="IOException">It can't be written; then it is as before.</exception>
    internal void Write(ContainerFate fate)
    {
        services.Catalog.WriteFate(id, fate);
        (Value, _isLate) = (fate, false);
    }

    /// <summary>Writes down what is so, whether there is room for it or not: now, or as soon as there is.</summary>
    internal void WriteOrLater(ContainerFate fate)
    {
        try
        {
            Write(fate);
        }
        catch (IOException e)
        {
            warn($"What became of it cannot be written down yet: {e.Message}");
            Value = fate;
            if (!_isLate)
                _ = Task.Run(() => WriteLaterAsync(_ending.Token), CancellationToken.None);
            _isLate = true;
        }
    }

    /// <summary>Keeps in mind what the next agent finds out by itself.</summary>
    internal void Hold(ContainerFate fate) => Value = fate;

    /// <summary>Stops trying.</summary>
    public void Dispose() => _ending.Cancel();

    private async Task WriteLaterAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(Pause, services.Time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await turn.TakeAsync(() => Task.FromResult(ending.IsCancellationRequested || !_isLate || TryWrite()), CancellationToken.None).ConfigureAwait(false))
                return;
        }
    }

    private bool TryWrite()
    {
        try
        {
            Write(Value);
            return true;
        }
        catch (IOException)
        {
            // It was told; it may do the next time.
            return false;
        }
    }
}
