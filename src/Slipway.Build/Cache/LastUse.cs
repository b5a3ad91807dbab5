// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// Notes when a part of the cache was used, as the time of its file: that of access isn't kept on every system, and prune must know. It costs a call or two and
/// is never flushed; what a power cut loses makes a thing look older than it is, which costs a step at most.
/// </summary>
internal static class LastUse
{
    // Nobody prunes by the minute.
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    /// <summary>Notes that a file is used now.</summary>
    public static void Touch(string path)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        try
        {
            if (now - File.GetLastWriteTimeUtc(path) > Grain)
                File.SetLastWriteTimeUtc(path, now);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It was taken away meanwhile, or belongs to another user: it counts as older than it is.
        }
    }
}
