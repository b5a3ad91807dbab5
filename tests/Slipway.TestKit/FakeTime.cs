// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A clock that stands still until it is moved. Timers are the system's.</summary>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    /// <summary>A clock at noon of the first day of 2026, UTC.</summary>
    public FakeTime() : this(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now { get; set; } = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
