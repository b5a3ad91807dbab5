// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Native;

/// <summary>A point in time as the kernel and tar keep it: whole seconds since 1970-01-01 UTC (negative before) and the nanoseconds after them.</summary>
public readonly record struct UnixTime : IComparable<UnixTime>
{
    /// <param name="seconds">Seconds since 1970-01-01 UTC; negative before.</param>
    /// <param name="nanoseconds">What comes after the seconds: 0 to 999 999 999, also for times before 1970.</param>
    /// <exception cref="ArgumentOutOfRangeException">The nanoseconds are a second or more.</exception>
    public UnixTime(long seconds, uint nanoseconds = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nanoseconds, 999_999_999u);
        Seconds = seconds;
        Nanoseconds = nanoseconds;
    }

    /// <summary>1970-01-01 00:00:00 UTC.</summary>
    public static UnixTime Epoch => default;

    /// <summary>Whole seconds since 1970-01-01 UTC, rounded down.</summary>
    public long Seconds { get; }

    /// <summary>Nanoseconds after <see cref="Seconds"/>: 0 to 999 999 999.</summary>
    public uint Nanoseconds { get; }

    /// <summary>The same time without its nanoseconds.</summary>
    public UnixTime WholeSeconds => new(Seconds);

    /// <summary>This moment, to the 100 ns that .NET keeps.</summary>
    public static UnixTime From(DateTimeOffset time)
    {
        var (seconds, ticks) = Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        return ticks < 0 ? new(seconds - 1, (uint)((ticks + TimeSpan.TicksPerSecond) * 100)) : new(seconds, (uint)(ticks * 100));
    }

    /// <summary>This time to the 100 ns that .NET keeps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is before 1 or after 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);

    /// <inheritdoc/>
    public int CompareTo(UnixTime other) => Seconds == other.Seconds ? Nanoseconds.CompareTo(other.Nanoseconds) : Seconds.CompareTo(other.Seconds);

    /// <summary>Whether the left time is before the right one.</summary>
    public static bool operator <(UnixTime left, UnixTime right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left time is after the right one.</summary>
    public static bool operator >(UnixTime left, UnixTime right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left time is not after the right one.</summary>
    public static bool operator <=(UnixTime left, UnixTime right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left time is not before the right one.</summary>
    public static bool operator >=(UnixTime left, UnixTime right) => left.CompareTo(right) >= 0;

    /// <summary>Decimal seconds, as PAX and touch write them: "1700000000", "-4.25".</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
            return Seconds.ToString(CultureInfo.InvariantCulture);
        // A time before 1970 counts its fraction down from zero: seconds -5 and 750 000 000 ns are -4.25.
        var negative = Seconds < 0;
        var whole = negative ? -(Seconds + 1) : Seconds;
        var fraction = (negative ? 1_000_000_000 - Nanoseconds : Nanoseconds).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{whole}.{fraction}");
    }
}
