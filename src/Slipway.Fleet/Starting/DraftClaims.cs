// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What a Dockerfile says of its image for certain, whatever its base holds.</summary>
internal sealed record DraftClaims
{
    /// <summary>Nothing.</summary>
    internal static DraftClaims None { get; } = new();

    internal IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    internal IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>The user, as USER has it, without a group.</summary>
    internal string? User { get; init; }

    /// <summary>The group that USER has behind its colon.</summary>
    internal string? Group { get; init; }

    /// <summary>What the first of its stages begins from; null where that can't be told.</summary>
    internal string? Base { get; init; }

    internal string? Workdir { get; init; }

    internal IReadOnlyList<string> Ports { get; init; } = [];

    internal IReadOnlyList<string> Volumes { get; init; } = [];

    internal string? StopSignal { get; init; }

    /// <summary><c>present</c> or <c>absent</c>; null says nothing.</summary>
    internal string? Healthcheck { get; init; }

    /// <summary>The instruction that says so.</summary>
    internal HealthcheckInstruction? Check { get; init; }

    internal IReadOnlyList<string>? Entrypoint { get; init; }

    internal IReadOnlyList<string>? Cmd { get; init; }

    internal int Count => Labels.Count + Env.Count + Ports.Count + Volumes.Count
        + ((object?[])[User, Workdir, StopSignal, Healthcheck, Entrypoint, Cmd]).Count(static claim => claim is not null);
}
