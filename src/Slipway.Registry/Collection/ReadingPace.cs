// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Holds reading back to so many bytes a second.</summary>
internal sealed class ReadingPace(long? bytesPerSecond, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _read;

    /// <summary>Waits until bytes that were read are due.</summary>
    public Task AwaitAsync(int count, CancellationToken cancellationToken)
    {
        _read += count;
        if (bytesPerSecond is not { } speed)
            return Task.CompletedTask;
        var ahead = TimeSpan.FromSeconds((double)_read / speed) - time.GetElapsedTime(_start);
        return ahead > TimeSpan.FromMilliseconds(10) ? Task.Delay(ahead, time, cancellationToken) : Task.CompletedTask;
    }
}
