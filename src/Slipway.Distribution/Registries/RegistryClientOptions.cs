// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How <see cref="RegistryClient"/> deals with a registry.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>The defaults.</summary>
    public static RegistryClientOptions Default { get; } = new();

    /// <summary>How often a request is made at most when it meets what may go away by itself. The default is 5; 1 tries once.</summary>
    public int MaxAttempts { get; init => field = AtLeastOne(value); } = 5;

    /// <summary>The wait before the second attempt; it doubles each time up to 30 s, a Retry-After of the registry goes before it. The default is 500 ms.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A wait is not negative.");
    } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest Retry-After that is waited for; a request that is asked to wait longer ends. Null, the default: whatever is asked for.</summary>
    public TimeSpan? MaxRetryAfter { get; init; }

    /// <summary>The bytes of one chunk, where a registry or a proxy before it doesn't take a blob in one piece. The default is 16 MiB.</summary>
    public int ChunkSize { get; init => field = AtLeastOne(value); } = 16 * 1024 * 1024;

    /// <summary>
    /// Further hosts that may be sent a registry's credentials to give a token for them. The default is none: only hosts of the registry's
    /// own domain may, such as <c>auth.docker.io</c> for <c>registry-1.docker.io</c>.
    /// </summary>
    public IReadOnlyList<string> TokenHosts { get; init; } = [];

    /// <summary>Whether a token server that is shown a password is asked for a refresh token as well. By default it isn't.</summary>
    internal RefreshTokens RefreshTokens { get; init; }

    private static int AtLeastOne(int value) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It is at least 1.");
}
