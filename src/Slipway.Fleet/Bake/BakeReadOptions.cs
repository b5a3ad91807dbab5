// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What is said of Bake files beside them.</summary>
public sealed record BakeReadOptions
{
    /// <summary>The absolute folder that paths start from; for Bake the one that the command runs in, not the file's.</summary>
    public required string Folder { get; init; }

    /// <summary>Asks the environment, which gives variables their values. The default is an empty one.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Values of variables that win over the environment (<c>--var</c>).</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of targets that win over the files' (<c>--set</c>), in order: <c>PATTERN.key=value</c> or <c>PATTERN.key+=value</c>.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>The platform that files know as <c>BAKE_LOCAL_PLATFORM</c>. The default is this machine's.</summary>
    public Platform LocalPlatform { get; init; } = Platform.Host;

    /// <summary>The clock that <c>timestamp()</c> reads. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The value of a variable from outside.</summary>
    internal string? Lookup(string name) => Variables.GetValueOrDefault(name) ?? (Environment("BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP") is "1" or "true" ? null : Environment(name));
}
