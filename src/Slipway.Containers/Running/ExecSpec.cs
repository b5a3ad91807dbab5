// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>One more program in a running container; what isn't said is as for the container's own.</summary>
public sealed record ExecSpec
{
    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments
    {
        get;
        init => field = value is { Count: > 0 } ? value : throw new ArgumentException("There is no program to run.");
    }

    /// <summary>Environment entries, NAME=value, beside the container's own or in place of them. The default is none.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The absolute path to start in. The default, null, is the container's.</summary>
    public string? WorkingDirectory
    {
        get;
        init => field = value is null ? null : ContainerPath.RequireWorkingDirectory(value);
    }

    /// <summary>Who runs it, user[:group], looked up in the container. The default, null, is who runs the container.</summary>
    public string? User { get; init; }

    /// <summary>Whether it has every power of root that this machine can give. The default is false: those of the container.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Whether one that goes on by itself reads what is written to it; else its input is empty. The default is false.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether one that goes on by itself has a terminal of its own. The default is false.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>How long it may take; it is killed after that. The default, null, is as long as it wants.</summary>
    public TimeSpan? Timeout { get; init; }
}
