// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A mount of a RUN step, variables expanded and defaults in place.</summary>
public abstract record RunMount
{
    private protected RunMount()
    {
    }
}

/// <summary><c>type=bind</c>: a folder or file of the build context, a stage or an image. What is written to it is thrown away.</summary>
/// <param name="Target">Where to; a relative path continues WORKDIR, and empty is WORKDIR itself.</param>
public sealed record RunBindMount(string Target) : RunMount
{
    /// <summary>A stage, context or image; null: the build context.</summary>
    public string? From { get; init; }

    /// <summary>The path in there; the default is <c>/</c>.</summary>
    public string Source { get; init; } = "/";

    /// <summary>Whether writing is refused; the default.</summary>
    public bool IsReadOnly { get; init; } = true;
}

/// <summary><c>type=cache</c>: a folder that is kept between builds.</summary>
/// <param name="Target">Where to; a relative path continues WORKDIR, and empty is WORKDIR itself.</param>
/// <param name="Id">Which cache; the target unless said. Never to be used as a path as it is.</param>
public sealed record RunCacheMount(string Target, string Id) : RunMount
{
    /// <summary>A stage, context or image that the cache begins with; null: empty.</summary>
    public string? From { get; init; }

    /// <summary>The path in there; the default is <c>/</c>.</summary>
    public string Source { get; init; } = "/";

    /// <summary>What happens when two steps want it at once.</summary>
    public CacheSharing Sharing { get; init; }

    /// <summary>The mode of a new cache; the default is 0755.</summary>
    public int Mode { get; init; } = 0b111_101_101;

    /// <summary>The owner of a new cache.</summary>
    public uint Uid { get; init; }

    /// <summary>The group of a new cache.</summary>
    public uint Gid { get; init; }

    /// <summary>Whether writing is refused; not by default.</summary>
    public bool IsReadOnly { get; init; }
}

/// <summary><c>type=tmpfs</c>: an empty folder in memory.</summary>
/// <param name="Target">Where to; a relative path continues WORKDIR, and empty is WORKDIR itself.</param>
public sealed record RunTmpfsMount(string Target) : RunMount
{
    /// <summary>The most bytes it holds; null: no limit of its own.</summary>
    public long? Size { get; init; }
}

/// <summary><c>type=secret</c>: a secret of the caller, as a file, a variable or both.</summary>
/// <param name="Id">Which secret.</param>
public sealed record RunSecretMount(string Id) : RunMount
{
    /// <summary>The file; null if the secret is a variable alone. The default is <c>/run/secrets/</c> and the id.</summary>
    public string? Target { get; init; }

    /// <summary>The variable, or null.</summary>
    public string? Variable { get; init; }

    /// <summary>Whether the step fails without it; otherwise it goes without.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The file's mode; the default is 0400.</summary>
    public int Mode { get; init; } = 0b100_000_000;

    /// <summary>The file's owner.</summary>
    public uint Uid { get; init; }

    /// <summary>The file's group.</summary>
    public uint Gid { get; init; }
}

/// <summary><c>type=ssh</c>: the socket of an SSH agent of the caller.</summary>
/// <param name="Id">Which agent; <c>default</c> unless said.</param>
public sealed record RunSshMount(string Id) : RunMount
{
    /// <summary>The socket; null: <c>/run/buildkit/ssh_agent.N</c>, N being its place among the step's agents.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the step fails without it; otherwise it goes without.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The socket's mode; the default is 0600.</summary>
    public int Mode { get; init; } = 0b110_000_000;

    /// <summary>The socket's owner.</summary>
    public uint Uid { get; init; }

    /// <summary>The socket's group.</summary>
    public uint Gid { get; init; }
}
