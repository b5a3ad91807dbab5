// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Remembers over restarts when a registry's files were last read through, so that one that is restarted often is scrubbed as often as one that isn't.</summary>
internal sealed class ScrubClock(string root)
{
    private const int MaxSize = 100;
    private readonly string _path = Path.Combine(root, "last-scrub");

    /// <summary>When a scrub last ended, or when it was first waited for; null where nothing that can be read says so.</summary>
    public DateTimeOffset? Last
    {
        get
        {
            try
            {
                return DateTimeOffset.TryParse(
                    Encoding.UTF8.GetString(LinuxFile.ReadAll(_path, MaxSize)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last) ? last : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>How long to wait for the next.</summary>
    /// <param name="interval">The time between two.</param>
    /// <param name="now">The time it is. A clock that was put back makes no wait longer than the interval.</param>
    public TimeSpan WaitFor(TimeSpan interval, DateTimeOffset now)
    {
        if (Last is not { } last || last > now)
        {
            Record(now);
            return interval;
        }
        return last + interval > now ? last + interval - now : TimeSpan.Zero;
    }

    /// <summary>Takes note that one has ended.</summary>
    public void Record(DateTimeOffset time) => AtomicFile.Write(_path, Encoding.UTF8.GetBytes(time.ToString("O", CultureInfo.InvariantCulture) + "\n"));
}
