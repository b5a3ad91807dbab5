// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The bounds of a command that a claim runs.</summary>
public sealed record ImageRunOptions
{
    /// <summary>The defaults.</summary>
    public static ImageRunOptions Default { get; } = new();

    /// <summary>How long it may take. The default is a minute.</summary>
    public TimeSpan Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>How many bytes of each of its outputs are kept, from the beginning. The default is 1 MiB.</summary>
    public int MaxOutputBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1024 * 1024;

    /// <summary>How much memory it may use. The default is 1 GiB. Without root there is no such limit.</summary>
    public long MaxMemoryBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4 * 1024 * 1024);
            field = value;
        }
    } = 1024L * 1024 * 1024;

    /// <summary>How many processes it may have at once. The default is 1024. Without root there is no such limit.</summary>
    public int MaxProcesses
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1024;
}
